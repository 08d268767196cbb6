import type { UpstreamConfig } from "../config/config.ts";
import { pathWithDeployment } from "../wire/azure/path.ts";
import type { WireCodec } from "../wire/codec.ts";
import { CODECS } from "../wire/codecs.ts";
import type { RequestFacts, ResponseFacts } from "../wire/facts.ts";
import type { WireRoute } from "../wire/routes.ts";

/** Azure's word for the snapshot that answered, where the body names the deployment only. */
const SERVED = "x-ms-served-model";

/** The model behind a deployment, as the configuration says; the name itself where it does not. */
function modelOfDeployment(upstreams: readonly UpstreamConfig[], deployment: string): string {
  for (const { kind, deployments } of upstreams) {
    const model = kind === "azure" && Object.hasOwn(deployments, deployment) ? deployments[deployment] : undefined;
    if (model !== undefined) return model;
  }
  return deployment;
}

/** By which name an upstream is asked for a model: Azure by a deployment, which is called by the model's name where no other is declared. */
export function askedFor({ kind, deployments }: UpstreamConfig, model: string): string {
  if (kind !== "azure") return model;
  return Object.entries(deployments).find(([, name]) => name === model)?.[0] ?? model;
}

/** How another model is asked for in a path, where the path is what names it. */
export function pathWithModel({ provider, format, model }: WireRoute): WireCodec["pathWithModel"] {
  if (provider !== "azure") return CODECS[format].pathWithModel;
  return model === undefined ? undefined : pathWithDeployment;
}

/** What an answer of Azure's says, the name of a deployment put right: by Azure's own header, else by the configuration, whose word is a declaration. */
export function withModelServed(
  upstream: UpstreamConfig,
  headers: { get(name: string): string | null },
  facts: ResponseFacts,
): ResponseFacts & { readonly modelSource?: "declared" } {
  if (facts.error !== undefined) return facts;
  const told = headers.get(SERVED);
  if (told !== null && told !== "") return { ...facts, model: told };
  const { model } = facts;
  if (model === undefined || !Object.hasOwn(upstream.deployments, model)) return facts;
  return { ...facts, model: modelOfDeployment([upstream], model), modelSource: "declared" };
}

/**
 * The model that a request asks for; behind the name of a deployment the one that the configuration says.
 *
 * @param said by its body; where the path names one too, that counts.
 */
export function modelAsked(
  { provider, model }: Pick<WireRoute, "provider" | "model">,
  said: string | undefined,
  upstreams: readonly UpstreamConfig[],
): string | undefined {
  const name = model ?? said;
  return provider !== "azure" || name === undefined ? name : modelOfDeployment(upstreams, name);
}

/** A request whose model is a deployment's name, said as what is behind it. */
export function withModelAsked(
  facts: RequestFacts,
  route: Pick<WireRoute, "provider" | "model">,
  upstreams: readonly UpstreamConfig[],
): RequestFacts {
  const model = modelAsked(route, facts.fields.model, upstreams);
  return model === undefined || model === facts.fields.model ? facts : { ...facts, fields: { ...facts.fields, model } };
}
