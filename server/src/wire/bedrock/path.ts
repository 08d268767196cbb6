/** What a path of Amazon Bedrock's runtime asks for. */
export interface BedrockPath {
  /** `unclear`: readers would differ in which model the path names. */
  readonly operation: "generate" | "count_tokens" | "other" | "unclear";
  /** The model's id, an inference profile's id, or an ARN, decoded. */
  readonly model?: string;
  readonly stream?: boolean;
}

const CALL = /^\/model\/([^/]+)\/([A-Za-z-]+)$/;

/** Names of models, and ARNs, whose colons and slashes the SDKs encode. */
const WRITTEN = /^(?:[A-Za-z0-9._:-]|%3A|%2F)+$/i;
const ARN = /^arn(?::[A-Za-z0-9._-]*){5}(?:\/[A-Za-z0-9:_-][A-Za-z0-9._:-]*){0,3}$/;

/**
 * Reads a raw path. It may have an encoded slash, which is part of an ARN and of nothing else.
 *
 * @returns undefined for what is not Bedrock's.
 */
export function readPath(method: string, path: string): BedrockPath | undefined {
  if (!path.startsWith("/model/")) return undefined;
  const [, written, verb = ""] = CALL.exec(path) ?? [];
  if (written === undefined) return /\/\/|\/\.{1,2}(?:\/|$)|\\|%/.test(path) ? UNCLEAR : { operation: "other" };
  const model = modelIn(written);
  if (model === undefined) return UNCLEAR;
  const call = method === "POST" ? CALLS.get(verb) : undefined;
  return call === undefined ? { operation: "other" } : { ...call, model };
}

const UNCLEAR: BedrockPath = { operation: "unclear" };

const CALLS: ReadonlyMap<string, BedrockPath> = new Map([
  ["converse", { operation: "generate", stream: false }],
  ["converse-stream", { operation: "generate", stream: true }],
  ["count-tokens", { operation: "count_tokens" }],
]);

function modelIn(written: string): string | undefined {
  if (!WRITTEN.test(written)) return undefined;
  const model = decodeURIComponent(written);
  return /^\.{1,2}$/.test(model) || (model.includes("/") && !ARN.test(model)) ? undefined : model;
}

/** The same call of another model: a declared fallback is named where the requested model was. */
export function pathWithModel(path: string, model: string): string {
  return path.replace(CALL, (_, _name, verb: string) => `/model/${encodeURIComponent(model)}/${verb}`);
}

/** The id of a model that an answer names by its ARN, as everybody else writes it. */
export function bareModel(name: string): string {
  return /^arn:[^/]*:(?:foundation-model|inference-profile)\/(.+)$/.exec(name)?.[1] ?? name;
}

/** Where an inference profile may be, before the id of a model. */
const AREA = /^(?:us-gov|us|eu|apac|jp|au|ca|sa|me|global)\./;

/**
 * Whether a model may take the fields of Anthropic's own API beside those of Converse: all but the
 * models that are known by their name to be another maker's.
 */
export function mayBeClaude(model: string | undefined): boolean {
  if (model === undefined) return true;
  const id = bareModel(model).replace(AREA, "");
  const maker = /^([a-z0-9]+)\./.exec(id)?.[1];
  return maker === undefined || maker === "anthropic";
}
