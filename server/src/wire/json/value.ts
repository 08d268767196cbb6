/** An object of parsed JSON whose members are still unknown. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value where it is an object (not an array, not null). */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The value where it is a text with something in it. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value where it is a finite number. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The value where it is a list; anything else has no elements. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NONE;
}

const NONE: readonly never[] = Object.freeze([]);

/** The objects of a list, what is no object left out. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  const list = asList(value);
  // Nearly always all of them are: then no list is made.
  for (const item of list) if (asObject(item) === undefined) return list.filter(isObject);
  return list as readonly JsonObject[];
}

function isObject(value: unknown): value is JsonObject {
  return asObject(value) !== undefined;
}

/** Parsed JSON, or nothing where it is none: for answers, which are read as far as they can be. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const decoder = new TextDecoder();

/** The same of bytes. */
export function parsedBytes(bytes: Uint8Array): unknown {
  return parsed(decoder.decode(bytes));
}

/** All members of `T`, where the optional ones may be undefined. */
export type Spelled<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? T[K] | undefined : T[K];
};

/** Leaves out the members that are undefined: a fact that is not known is absent. */
export function present<T extends object>(members: Spelled<T>): T {
  const result: Record<string, unknown> = {};
  // The members are an object literal of ours; no list of them is made on the way.
  for (const key in members)
    if (members[key as keyof Spelled<T>] !== undefined) result[key] = members[key as keyof Spelled<T>];
  return result as T;
}
