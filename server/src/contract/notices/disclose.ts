import { isMapping } from "../merge.ts";
import type { TextChange } from "./notice.ts";

/**
 * Keys whose values are texts of the product's own, or say how it tells traffic apart: what a
 * notice, which anybody may read, does not repeat.
 */
const OWN: ReadonlySet<string> = new Set(
  "system pattern system_contains header match schema description annotations".split(" "),
);

/** A value as anybody may see it, and whether something was left out. */
export interface Disclosed {
  readonly value: unknown;
  readonly whole: boolean;
}

/** Whether a place is one of the product's own texts, or inside of one. */
export function isOwnText(path: string): boolean {
  return path.split(/[.[\]"]+/).some((step) => OWN.has(step));
}

/** A value of a contract without the product's own texts. */
export function disclosed(value: unknown): Disclosed {
  if (Array.isArray(value)) {
    const items = value.map(disclosed);
    return { value: items.map((item) => item.value), whole: items.every(({ whole }) => whole) };
  }
  if (!isMapping(value)) return { value, whole: true };
  const shown = Object.entries(value)
    .filter(([key]) => !OWN.has(key))
    .map(([key, member]) => [key, disclosed(member)] as const);
  return {
    value: Object.fromEntries(shown.map(([key, member]) => [key, member.value])),
    whole: shown.length === Object.keys(value).length && shown.every(([, { whole }]) => whole),
  };
}

/** How much one text differs from another. */
export function textChange(before: string, after: string): TextChange {
  const [earlier, later] = [words(before), words(after)];
  return {
    from: total(earlier),
    to: total(later),
    added: beyond(later, earlier),
    removed: beyond(earlier, later),
  };
}

/** A change of a text, in a sentence's part: `512 words, of which 40 are new; 12 are gone`. */
export function textSentence({ from, to, added, removed }: TextChange): string {
  if (from === 0) return `${count(to)} came`;
  if (to === 0) return `${count(from)} went`;
  if (added === 0 && removed === 0) return `the same ${count(to)}, with another order, other signs or other spaces`;
  return `${count(added)} came and ${added === removed ? "as many" : removed} went, of ${from}`;
}

function count(number: number): string {
  return `${number} word${number === 1 ? "" : "s"}`;
}

function words(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, one) => sum + one, 0);
}

/** Words of one text that another has less often. */
function beyond(counts: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  return [...counts].reduce((sum, [word, times]) => sum + Math.max(0, times - (other.get(word) ?? 0)), 0);
}
