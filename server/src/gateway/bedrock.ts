import type { AwsKey, UpstreamConfig } from "../config/config.ts";
import { BellwetherError } from "../core/error.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import type { GatewayPorts } from "./ports.ts";
import type { UpstreamRequest } from "./upstream.ts";

/** AWS names an error in a header, with an address behind a colon at times, and seldom in the body. */
const ERROR_TYPE = "x-amzn-errortype";

/** An answer's error under the name that its head gives it. */
export function withErrorNamed<T extends ResponseFacts>(headers: { get(name: string): string | null }, facts: T): T {
  const named = headers.get(ERROR_TYPE)?.split(":", 1)[0]?.trim() ?? "";
  if (facts.error === undefined || facts.error.type !== "unknown" || named === "") return facts;
  return { ...facts, error: { ...facts.error, type: named } };
}

/**
 * A signature covers the host that it was made for, which is this gateway: Bedrock would refuse it.
 *
 * @throws {BellwetherError} `upstream_credentials_missing`
 */
export function refuseForeignSignature(headers: Headers, upstream: UpstreamConfig): void {
  if (!/^\s*AWS4-/i.test(headers.get("authorization") ?? "")) return;
  throw new BellwetherError(
    "upstream_credentials_missing",
    `the upstream ${upstream.name} takes the caller's own credential, and a signature (AWS4-HMAC-SHA256) is good for the address only that it was made for: send a key of Bedrock's own as Authorization: Bearer, or have the operator give this upstream an access key (aws)`,
  );
}

/** Takes away what came along with a caller's own signature: it says nothing of the credential that goes upstream. */
export function dropForeignSignature(headers: Headers): void {
  const names = [...headers.keys()].filter((name) => name.startsWith("x-amz-"));
  for (const name of names) headers.delete(name);
}

/**
 * A request with the signature of the gateway's own access key.
 *
 * @throws {BellwetherError} `upstream_credentials_missing` when a secret is not there.
 */
export async function signed(
  { sign, secret, clock }: GatewayPorts,
  upstream: UpstreamConfig,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKey,
  request: UpstreamRequest,
): Promise<UpstreamRequest> {
  const read = (reference: string): string => {
    try {
      return secret(reference);
    } catch (cause) {
      throw new BellwetherError(
        "upstream_credentials_missing",
        `this gateway has no access key for the upstream ${upstream.name}; its operator has to set ${reference.startsWith("env:") ? reference : "the file that the configuration names"}`,
        { cause },
      );
    }
  };
  const signature = await sign(request, {
    region: upstream.region,
    service: "bedrock",
    accessKeyId: read(accessKeyId),
    secretAccessKey: read(secretAccessKey),
    ...(sessionToken === undefined ? {} : { sessionToken: read(sessionToken) }),
    at: clock.now(),
  });
  for (const [name, value] of Object.entries(signature)) request.headers.set(name, value);
  return request;
}
