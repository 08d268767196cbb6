import { canonicalJson } from "../../core/jcs.ts";
import { isMapping } from "../merge.ts";
import { type Schema, significant } from "./json-schema-references.ts";

/** Which members of one list belong to which of another, by their places. */
export interface Members {
  /** In an order that is the same both ways. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Those that are written alike belong together; the rest in order, where there are as many on both sides. */
export function pairMembers(from: readonly unknown[], to: readonly unknown[]): Members {
  const texts = to.map(textOf);
  const free = new Set(texts.keys());
  const pairs: [number, number][] = [];
  const left: number[] = [];
  for (const [i, text] of from.map(textOf).entries()) {
    const j = [...free].find((place) => texts[place] === text);
    if (j === undefined) left.push(i);
    else pairs.push([i, j]);
    if (j !== undefined) free.delete(j);
  }
  const right = [...free];
  if (left.length !== right.length) return { pairs: inOrder(pairs, from, to), left, right };
  for (const [index, i] of left.entries()) pairs.push([i, right[index] ?? i]);
  return { pairs: inOrder(pairs, from, to), left: [], right: [] };
}

function inOrder(
  pairs: readonly (readonly [number, number])[],
  from: readonly unknown[],
  to: readonly unknown[],
): readonly (readonly [number, number])[] {
  const texts = ([i, j]: readonly [number, number]): string =>
    [canonicalJson(from[i]), canonicalJson(to[j])].sort().join();
  return pairs.toSorted(
    (a, b) => Math.min(...a) - Math.min(...b) || Math.max(...a) - Math.max(...b) || (texts(a) < texts(b) ? -1 : 1),
  );
}

/** A schema and one that is nothing but alternatives, as two lists of alternatives. */
export function asAlternatives(
  before: Schema,
  after: Schema,
): { keyword: "anyOf" | "oneOf"; before: readonly unknown[]; after: readonly unknown[] } | undefined {
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const [from, to] = [onlyList(before, keyword), onlyList(after, keyword)];
    if (from !== undefined && to === undefined && after[keyword] === undefined) {
      return { keyword, before: from, after: [significant(after)] };
    }
    if (to !== undefined && from === undefined && before[keyword] === undefined) {
      return { keyword, before: [significant(before)], after: to };
    }
  }
  return undefined;
}

function onlyList(schema: Schema, keyword: string): readonly unknown[] | undefined {
  const list: unknown = schema[keyword];
  return Array.isArray(list) && Object.keys(significant(schema)).length === 1 ? list : undefined;
}

function textOf(member: unknown): string {
  return canonicalJson(isMapping(member) ? significant(member) : member);
}
