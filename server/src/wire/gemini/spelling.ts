import type { JsonObject } from "../json/value.ts";

/** `generationConfig` as `generation_config`: Google's servers take both, and clients send both. */
export function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `function_call` as `functionCall`. */
export function camel(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The member of an object in either spelling; null counts as left out. */
export function either(object: JsonObject | undefined, key: string): unknown {
  return object?.[key] ?? object?.[snake(key)] ?? undefined;
}

/** The first key that stands in both spellings: readers differ in which they take. */
export function saidInBoth(keys: Iterable<string>): string | undefined {
  const all = new Set(keys);
  for (const key of all) if (key.includes("_") && camel(key) !== key && all.has(camel(key))) return key;
  return undefined;
}
