import { isMapping } from "../merge.ts";
import type { Path } from "../problem.ts";
import { ASSERTIONS, compareAssertions } from "./json-schema-keywords.ts";
import { asAlternatives, pairMembers } from "./json-schema-members.ts";
import {
  acceptsAll,
  acceptsNothing,
  mentionsReference,
  refersAlike,
  resolve,
  type Schema,
} from "./json-schema-references.ts";
import { CONSTRAINTS, describes, STRUCTURE } from "./json-schema-vocabulary.ts";
import { same } from "./values.ts";

/**
 * What a difference does to the values that a schema accepts: fewer of them, more of them, or the
 * same ones described in other words.
 */
export type SchemaEffect = "narrows" | "widens" | "describes";

/** One difference between two JSON Schemas. */
export interface SchemaDifference {
  /** From the root of the schema, references followed: `properties`, `q`, `maxLength`. */
  readonly path: Path;
  readonly effect: SchemaEffect;
  /** Absent where the older schema says nothing there. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Deeper than this, schemas are compared as texts. */
const MAX_DEPTH = 60;

/**
 * Compares two JSON Schemas by what they accept: types, values, bounds, properties, items, and the
 * schemas that they are put together from, with references inside of a schema followed.
 *
 * What cannot be told to narrow or to widen is reported as both. A difference that narrows from one
 * schema to the other widens the other way round, at the same path. Where nothing differs but the
 * text, the one difference `describes`, at the root. Who writes values by a schema (a model its
 * arguments) is taken to write only properties that it names, unless it says `additionalProperties`
 * with anything but false: so one more property widens, and one more that is required does both.
 */
export function compareSchemas(before: unknown, after: unknown): readonly SchemaDifference[] {
  if (same(before, after)) return [];
  const walk = new Walk(before, after);
  walk.compare(before, after, []);
  return walk.found.length > 0 ? walk.found : [{ path: [], effect: "describes", before, after }];
}

class Walk {
  readonly found: SchemaDifference[] = [];
  readonly #before: unknown;
  readonly #after: unknown;
  /** Pairs of references that were followed: what differs there has been told. */
  readonly #followed = new Set<string>();

  constructor(before: unknown, after: unknown) {
    this.#before = before;
    this.#after = after;
  }

  compare(written: unknown, rewritten: unknown, path: Path): void {
    if (same(written, rewritten) && !mentionsReference(written)) return;
    const [from, to] = [resolve(this.#before, written), resolve(this.#after, rewritten)];
    if (from.reference !== undefined && to.reference !== undefined) {
      const key = JSON.stringify([from.reference, to.reference]);
      if (this.#followed.has(key)) return;
      this.#followed.add(key);
    }
    const [before, after] = [from.schema, to.schema];
    if (before === undefined || after === undefined || path.length > MAX_DEPTH) {
      this.#opaque(written, rewritten, path);
      return;
    }
    const [never, always] = [[before, after].map(acceptsNothing), [before, after].map(acceptsAll)];
    if (never[0] !== never[1]) this.#add(path, never[1] === true ? "narrows" : "widens", written, rewritten);
    else if (always[0] !== always[1]) this.#add(path, always[0] === true ? "narrows" : "widens", written, rewritten);
    else {
      this.#descriptions(before, after, path);
      if (never[0] === true || always[0] === true) return;
      const lists = asAlternatives(before, after);
      if (lists === undefined) this.#parts(before, after, path);
      else this.#members(lists.keyword, lists.before, lists.after, path);
    }
  }

  #parts(before: Schema, after: Schema, path: Path): void {
    for (const difference of compareAssertions(before, after)) {
      const at = [...path, ...difference.path];
      if (difference.effect === "unclear") this.#unclear(at, difference.before, difference.after);
      else this.#add(at, difference.effect, difference.before, difference.after);
    }
    this.#properties(before, after, path);
    this.#inner("additionalProperties", before, after, path);
    this.#inner("items", before, after, path);
    for (const keyword of ["anyOf", "oneOf", "allOf"] as const) {
      this.#members(keyword, before[keyword], after[keyword], path);
    }
    for (const key of keysOf(before, after)) {
      if (describes(key) || STRUCTURE.has(key) || ASSERTIONS.has(key)) continue;
      const [from, to] = [own(before, key), own(after, key)];
      if (CONSTRAINTS.has(key) && from === undefined) this.#add([...path, key], "narrows", from, to);
      else if (CONSTRAINTS.has(key) && to === undefined) this.#add([...path, key], "widens", from, to);
      else this.#opaque(from, to, [...path, key]);
    }
  }

  #properties(before: Schema, after: Schema, path: Path): void {
    const [earlier, later] = [propertiesOf(before), propertiesOf(after)];
    for (const name of keysOf(earlier, later)) {
      const at = [...path, "properties", name];
      const [from, to] = [own(earlier, name), own(later, name)];
      const [was, is] = [from ?? others(before), to ?? others(after)];
      if (from !== undefined && to !== undefined) this.compare(from, to, at);
      else if (was === undefined) this.#add(at, "widens", undefined, to);
      else if (is === undefined) this.#add(at, "narrows", from, undefined);
      else this.#whole(was, is, at, from, to);
    }
  }

  /** A schema inside of another by one keyword; one that is left out accepts anything. */
  #inner(keyword: "additionalProperties" | "items", before: Schema, after: Schema, path: Path): void {
    const [from, to] = [before[keyword], after[keyword]];
    const at = [...path, keyword];
    if (from === undefined && to === undefined) return;
    if (Array.isArray(from) || Array.isArray(to)) this.#opaque(from, to, at);
    else if (from !== undefined && to !== undefined) this.compare(from, to, at);
    else this.#whole(from ?? true, to ?? true, at, from, to);
  }

  #members(keyword: "anyOf" | "oneOf" | "allOf", from: unknown, to: unknown, path: Path): void {
    if (from === undefined && to === undefined) return;
    const at = [...path, keyword];
    if (!Array.isArray(from) || !Array.isArray(to)) {
      if (from === undefined) this.#add(at, "narrows", from, to);
      else if (to === undefined) this.#add(at, "widens", from, to);
      else this.#opaque(from, to, at);
      return;
    }
    const { pairs, left, right } = pairMembers(from, to);
    if (left.length > 0 && right.length > 0) this.#unclear(at, from, to);
    else {
      for (const i of right) this.#add([...at, i], keyword === "allOf" ? "narrows" : "widens", undefined, to[i]);
      for (const i of left) this.#add([...at, i], keyword === "allOf" ? "widens" : "narrows", from[i], undefined);
    }
    for (const [i, j] of pairs) this.compare(from[i], to[j], [...at, Math.min(i, j)]);
  }

  /** What a comparison of two schemas comes to, told in one place and not part by part. */
  #whole(was: unknown, is: unknown, path: Path, from: unknown, to: unknown): void {
    const plain = [was, is].some((one) => one === true || (isMapping(one) && acceptsAll(one)));
    if (!plain && (mentionsReference(was) || mentionsReference(is))) {
      this.#unclear(path, from, to);
      return;
    }
    const start = this.found.length;
    this.compare(was, is, path);
    const effects = new Set(this.found.splice(start).map(({ effect }) => effect));
    if (effects.size > 1) effects.delete("describes");
    for (const effect of effects.size === 0 ? ["describes" as const] : effects) this.#add(path, effect, from, to);
  }

  #descriptions(before: Schema, after: Schema, path: Path): void {
    for (const key of keysOf(before, after)) {
      const [from, to] = [own(before, key), own(after, key)];
      if (describes(key) && !same(from, to)) this.#add([...path, key], "describes", from, to);
    }
  }

  /** Of what nothing is known, only that it is the same can be told; not so where it refers to what is not. */
  #opaque(from: unknown, to: unknown, path: Path): void {
    if (same(from, to) && (!mentionsReference(from) || refersAlike(from, this.#before, this.#after))) return;
    this.#unclear(path, from, to);
  }

  #unclear(path: Path, before: unknown, after: unknown): void {
    this.#add(path, "narrows", before, after);
    this.#add(path, "widens", before, after);
  }

  #add(path: Path, effect: SchemaEffect, before: unknown, after: unknown): void {
    const values = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
    this.found.push({ path, effect, ...values });
  }
}

function keysOf(before: Schema, after: Schema): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
}

function own(mapping: Schema, name: string): unknown {
  return Object.hasOwn(mapping, name) ? mapping[name] : undefined;
}

function propertiesOf({ properties }: Schema): Schema {
  return isMapping(properties) ? properties : {};
}

/** What a property must be that a schema does not name; undefined where it may not be there. */
function others({ additionalProperties }: Schema): unknown {
  return additionalProperties === false ? undefined : additionalProperties;
}
