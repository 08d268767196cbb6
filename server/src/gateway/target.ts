import type { ContractedRole } from "../contract/contracted.ts";
import { BellwetherError } from "../core/error.ts";
import type { UpstreamConfig, UpstreamKind } from "../config/config.ts";
import { dropForeignSignature, refuseForeignSignature } from "./bedrock.ts";
import { OWN_KEY } from "./key.ts";
import type { WireFormat } from "../wire/facts.ts";
import type { WireRoute } from "../wire/routes.ts";

/** Somewhere that an exchange may be sent. */
export interface Target {
  readonly upstream: UpstreamConfig;
  /** The model to ask for in place of the requested one; only a declared fallback has one. */
  readonly model: string | undefined;
  /** Which rule of the contract allows it; undefined for the contracted one itself. */
  readonly rule: string | undefined;
}

/** Which wire an upstream has to speak for a caller's format: nothing is translated. */
const KIND_OF: Readonly<Record<WireFormat, UpstreamKind>> = {
  "anthropic-messages": "anthropic",
  "openai-chat": "openai",
  "openai-responses": "openai",
  gemini: "gemini",
  "bedrock-converse": "bedrock",
};

/**
 * Where an exchange goes: the contracted provider's upstream, or where none is contracted the
 * first one that speaks the caller's format; then the declared fallbacks, in order.
 *
 * @throws {BellwetherError} `model_unroutable` when no upstream of the configuration fits.
 */
export function targetsOf(
  contracted: ContractedRole | undefined,
  { format, provider: own }: Pick<WireRoute, "format" | "provider">,
  upstreams: readonly UpstreamConfig[],
  allowFallbacks: boolean,
): readonly Target[] {
  const kind = own ?? KIND_OF[format];
  const fitting = upstreams.filter((upstream) => upstream.kind === kind);
  const provider = contracted?.model.provider;
  // A provider is named by an upstream's name, or by the wire that it speaks.
  const named = (provider: string): UpstreamConfig | undefined =>
    fitting.find(({ name }) => name === provider) ?? (provider === kind ? fitting[0] : undefined);
  const first = provider === undefined ? fitting[0] : named(provider);
  if (first === undefined) {
    const speaks = own === undefined ? `speaks ${format}` : `is of kind ${own}, whose path this is`;
    const what = provider === undefined ? speaks : `is ${provider} and ${speaks}`;
    throw new BellwetherError(
      "model_unroutable",
      `no upstream of this gateway ${what}; look at \`upstreams\` in its configuration, and at the provider in the contract`,
    );
  }
  const targets: Target[] = [{ upstream: first, model: undefined, rule: undefined }];
  if (!allowFallbacks) return targets;
  for (const [index, fallback] of (contracted?.fallbacks ?? []).entries()) {
    const upstream = fallback.provider === undefined ? first : named(fallback.provider);
    if (upstream !== undefined && fallback.id !== undefined)
      targets.push({ upstream, model: fallback.id, rule: `fallbacks[${index}]` });
  }
  return targets;
}

/**
 * The headers that go upstream: the caller's own, without those that belong to this connection,
 * those that are for us, and credentials that are not the caller's to pass on.
 */
export function upstreamHeaders(
  incoming: Headers,
  upstream: UpstreamConfig,
  ownCredential: boolean,
  secret: (reference: string) => string,
): Headers {
  const headers = endToEnd(incoming);
  // Cookies are between a client and this address; no provider takes them from an API client.
  headers.delete("cookie");
  // The tap reads the answer as it passes; a compressed one could not be read in time.
  headers.set("accept-encoding", "identity");
  if (upstream.key === "passthrough") {
    if (!ownCredential) {
      throw new BellwetherError(
        "upstream_credentials_missing",
        `the upstream ${upstream.name} takes the caller's own credential: send it as usual, and your Bellwether key beside it as bellwether-key`,
      );
    }
    if (upstream.kind === "bedrock") refuseForeignSignature(headers, upstream);
    for (const name of CREDENTIALS) {
      if (OWN_KEY.test(headers.get(name) ?? "")) headers.delete(name);
    }
    return headers;
  }
  for (const name of CREDENTIALS) headers.delete(name);
  if (upstream.kind === "bedrock") dropForeignSignature(headers);
  if (upstream.key === "none") return headers;
  const { header, before } = CREDENTIAL_OF[upstream.kind];
  headers.set(header, before + secretOf(upstream, secret));
  return headers;
}

/** Where each kind of provider takes our credential from, and what stands before it there. */
const CREDENTIAL_OF: Readonly<Record<UpstreamKind, { readonly header: string; readonly before: string }>> = {
  anthropic: { header: "x-api-key", before: "" },
  openai: { header: "authorization", before: "Bearer " },
  gemini: { header: "x-goog-api-key", before: "" },
  azure: { header: "api-key", before: "" },
  // A key of Bedrock's own; what is signed instead has no key here.
  bedrock: { header: "authorization", before: "Bearer " },
};

function secretOf(upstream: UpstreamConfig, secret: (reference: string) => string): string {
  try {
    return secret(upstream.key);
  } catch (cause) {
    throw new BellwetherError(
      "upstream_credentials_missing",
      `this gateway has no credential for the upstream ${upstream.name}; its operator has to set ${upstream.key.startsWith("env:") ? upstream.key : "the file that the configuration names"}`,
      { cause },
    );
  }
}

/** Where providers take credentials from. */
export const CREDENTIALS = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "x-amz-security-token"];

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers of an answer as they go to the client: all but those of the upstream's connection. */
export function clientHeaders(incoming: Headers): Headers {
  return endToEnd(incoming);
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Headers without those of one connection, also those that `connection` names, and without ours. */
function endToEnd(incoming: Headers): Headers {
  // Copied whole and then thinned out: the runtime copies faster than anybody can choose.
  const headers = new Headers(incoming);
  const connection = incoming.get("connection");
  if (connection !== null) {
    const named = connection.split(",").map((name) => name.trim());
    for (const name of named) if (TOKEN.test(name)) headers.delete(name);
  }
  // One walk over what is there costs less than a look for each of what might be.
  for (const name of incoming.keys()) if (HOP_BY_HOP.has(name) || name.startsWith("bellwether-")) headers.delete(name);
  return headers;
}
