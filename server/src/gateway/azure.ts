import type { UpstreamConfig } from "../config/config.ts";
import type { RequestFacts, ResponseFacts } from "../wire/facts.ts";
import type { WireRoute } from "../wire/routes.ts";

/** What an answer says, and whether its model's name is what somebody declared and not the provider's own word. */
export interface ServedFacts extends ResponseFacts {
  readonly modelSource?: "declared";
}

/** Azure's word for the snapshot that answered, where the body names the deployment only. */
const SERVED = "x-ms-served-model";

/** The model behind a deployment, as the configuration says; the name itself where it does not. */
export function modelOfDeployment(upstreams: readonly UpstreamConfig[], deployment: string): string {
  for (const { kind, deployments } of upstreams) {
    const model = kind === "azure" && Object.hasOwn(deployments, deployment) ? deployments[deployment] : undefined;
    if (model !== undefined) return model;
  }
  return deployment;
}

/** The deployment in which an upstream has a model; by Azure's habit it is called by the model's name. */
export function deploymentOf({ deployments }: UpstreamConfig, model: string): string {
  return Object.entries(deployments).find(([, name]) => name === model)?.[0] ?? model;
}

/**
 * What an answer says, the name of a deployment put right: by Azure's own header, else by the
 * configuration, whose word is a declaration.
 */
export function servedBy(
  upstream: UpstreamConfig,
  headers: { get(name: string): string | null },
  facts: ResponseFacts,
): ServedFacts {
  if (upstream.kind !== "azure" || facts.error !== undefined) return facts;
  const told = headers.get(SERVED);
  if (told !== null && told !== "") return { ...facts, model: told };
  const { model } = facts;
  if (model === undefined || !Object.hasOwn(upstream.deployments, model)) return facts;
  return { ...facts, model: modelOfDeployment([upstream], model), modelSource: "declared" };
}

/** The model that a path of Azure's names by its deployment. */
export function namedInPath(
  { provider, model }: Pick<WireRoute, "provider" | "model">,
  upstreams: readonly UpstreamConfig[],
): string | undefined {
  return provider === "azure" && model !== undefined ? modelOfDeployment(upstreams, model) : undefined;
}

/** A request whose model is a deployment's name, said as what is behind it. */
export function withNamedModel(
  facts: RequestFacts,
  route: Pick<WireRoute, "provider" | "model">,
  upstreams: readonly UpstreamConfig[],
): RequestFacts {
  if (route.provider !== "azure") return facts;
  const said = route.model ?? facts.fields.model;
  if (said === undefined) return facts;
  return { ...facts, fields: { ...facts.fields, model: modelOfDeployment(upstreams, said) } };
}
