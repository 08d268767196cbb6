/** What a path of Google's generateContent asks for. */
export interface GeminiPath {
  /** `unclear`: the upstream would decode the path into another one. */
  readonly operation: "generate" | "count_tokens" | "unclear";
  /** The model's name, without `models/`. */
  readonly model?: string;
  readonly stream?: boolean;
}

const CALL = /^\/(v1(?:beta)?)\/(models|tunedModels)\/([A-Za-z0-9._-]+):([A-Za-z]+)$/;

const ENCODED = /^\/v1(?:beta)?\/(?:models|tunedModels)\/[^/]*%/;

/**
 * Reads a raw path, which already is free of doubled and encoded slashes.
 *
 * @returns undefined when it calls no method of a model; then others may know the path.
 */
export function readPath(method: string, path: string): GeminiPath | undefined {
  // The upstream decodes a name that is compared here as it came.
  if (method === "POST" && ENCODED.test(path)) return { operation: "unclear" };
  const [, , kind, name = "", verb = ""] = CALL.exec(path) ?? [];
  const operation = OPERATIONS.get(verb);
  if (method !== "POST" || kind === undefined || operation === undefined) return undefined;
  const model = kind === "models" ? name : `${kind}/${name}`;
  return { operation, model, stream: verb === "streamGenerateContent" };
}

const OPERATIONS: ReadonlyMap<string, GeminiPath["operation"]> = new Map([
  ["generateContent", "generate"],
  ["streamGenerateContent", "generate"],
  ["countTokens", "count_tokens"],
]);

/** The same call of another model: a declared fallback is named where the requested model was. */
export function pathWithModel(path: string, model: string): string {
  const bare = bareModel(model);
  const tuned = bare.startsWith("tunedModels/");
  const name = encodeURIComponent(tuned ? bare.slice("tunedModels/".length) : bare);
  return path.replace(CALL, (_, version: string, _kind, _name, verb: string) => {
    return `/${version}/${tuned ? "tunedModels" : "models"}/${name}:${verb}`;
  });
}

/** A model's name as everybody else writes it: `models/` is where it lies, not what it is called. */
export function bareModel(name: string): string {
  return name.startsWith("models/") ? name.slice("models/".length) : name;
}
