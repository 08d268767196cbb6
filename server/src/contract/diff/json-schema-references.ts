import { canonicalJson } from "../../core/jcs.ts";
import { isMapping } from "../merge.ts";
import { DEFINITIONS, describes } from "./json-schema-vocabulary.ts";
import { same } from "./values.ts";

/** A JSON Schema as a mapping; true is the empty one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Longer chains of references than this end nowhere. */
const MAX_CHAIN = 20;

/** A schema with its own reference followed. */
export interface Resolved {
  /** Absent where the reference leads out of the schema, or nowhere. */
  readonly schema?: Schema;
  /** What was followed, and what stood beside it; absent where there was no reference. */
  readonly reference?: string;
}

/** Follows the reference that a schema may be, inside of its root. What stands beside a reference holds as well. */
export function resolve(root: unknown, written: unknown): Resolved {
  if (written === true) return { schema: {} };
  if (written === false) return { schema: { not: {} } };
  if (!isMapping(written)) return {};
  if (written["$ref"] === undefined) return { schema: written };
  const reference = canonicalJson(written);
  let schema: Schema = written;
  for (let count = 0; schema["$ref"] !== undefined; count++) {
    const { $ref, ...beside } = schema;
    const target = count < MAX_CHAIN && typeof $ref === "string" ? targetOf(root, $ref) : undefined;
    if (target === undefined) return { reference };
    const clashes = Object.keys(beside).some(
      (key) => !describes(key) && !DEFINITIONS.has(key) && Object.hasOwn(target, key),
    );
    if (clashes) return { reference };
    schema = { ...target, ...beside };
  }
  return { schema, reference };
}

function targetOf(root: unknown, pointer: string): Schema | undefined {
  if (pointer !== "#" && !pointer.startsWith("#/")) return undefined;
  let value: unknown = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = unescaped(step).replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = /^\d+$/.test(key) ? (value as readonly unknown[])[Number(key)] : undefined;
    else value = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  if (value === true) return {};
  if (value === false) return { not: {} };
  return isMapping(value) ? value : undefined;
}

/** A step of a pointer in a URL fragment; one that is badly escaped stands for itself. */
function unescaped(step: string): string {
  return /%(?![0-9a-f]{2})/i.test(step) ? step : decoded(step);
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Whether anything in a value refers to another part of the schema that it is in. */
export function mentionsReference(value: unknown): boolean {
  return JSON.stringify(value)?.includes('"$ref":"#') ?? false;
}

/** Whether a value refers to definitions only, and those of both roots are the same. */
export function refersAlike(value: unknown, before: unknown, after: unknown): boolean {
  if (/"\$ref":"#(?!\/(?:\$defs|definitions)\/)/.test(JSON.stringify(value))) return false;
  const part = (root: unknown, key: string): unknown => (isMapping(root) ? (root[key] ?? {}) : {});
  return [...DEFINITIONS].every((key) => same(part(before, key), part(after, key)));
}

/** A schema without what describes it, and without the parts that others refer to. */
export function significant(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !describes(key) && !DEFINITIONS.has(key)));
}

/** Whether a schema accepts anything. */
export function acceptsAll(schema: Schema): boolean {
  return Object.keys(significant(schema)).length === 0;
}

/** Whether a schema says that it accepts nothing. */
export function acceptsNothing(schema: Schema): boolean {
  const not = schema["not"];
  return not === true || (isMapping(not) && acceptsAll(not));
}
