import { isMapping } from "../merge.ts";
import type { TextChange } from "./notice.ts";

/**
 * Keys whose values are texts of the product's own, or say how it tells traffic apart: what a
 * notice, which anybody may read, does not repeat.
 */
const OWN: ReadonlySet<string> = new Set(
  "system pattern system_contains header match description annotations".split(" "),
);

/** A value as anybody may see it, and whether something was left out. */
export interface Disclosed {
  readonly value: unknown;
  readonly whole: boolean;
}

/** What is not shown. */
const WITHHELD: Disclosed = { value: undefined, whole: false };

/** Characters by which a text is known again in a sentence, and how far apart they are looked for. */
const TELLING = 16;
const STRIDE = 4;

/** Keys under which the texts themselves stand. */
const TEXTS: ReadonlySet<string> = new Set("text pattern system_contains header description annotations".split(" "));

/** Whether a place is one of the product's own texts, or inside of one. */
export function isOwnText(path: string): boolean {
  return path.split(/[.[\]"]+/).some((step) => OWN.has(step));
}

/** The texts of some versions that are the product's own. */
export class OwnTexts {
  readonly #texts = new Set<string>();

  /** @param documents the versions' documents, prompts read in. */
  constructor(documents: readonly unknown[]) {
    for (const document of documents) this.#gather(document, false);
  }

  /** A value without them. What is made of several words is taken for one of them, wherever it stands. */
  without(value: unknown): Disclosed {
    if (Array.isArray(value)) {
      const items = value.map((item) => this.without(item));
      const shown = items.filter((item) => item.value !== undefined);
      return { value: shown.map((item) => item.value), whole: items.every(({ whole }) => whole) };
    }
    if (isMapping(value)) {
      const members = Object.entries(value).map(
        ([key, member]) => [key, OWN.has(key) ? WITHHELD : this.without(member)] as const,
      );
      const shown = members.filter(([, { value }]) => value !== undefined);
      return {
        value: Object.fromEntries(shown.map(([key, member]) => [key, member.value])),
        whole: members.every(([, { whole }]) => whole),
      };
    }
    if (typeof value !== "string") return { value, whole: true };
    return /\s/.test(value) || this.#texts.has(value) ? WITHHELD : { value, whole: true };
  }

  /** Whether a sentence quotes one of them, as far as a quotation is long enough to be told from other words. */
  areIn(sentence: string): boolean {
    const starts = Array.from({ length: Math.ceil(sentence.length / STRIDE) }, (_, index) => index * STRIDE);
    const pieces = starts.map((at) => sentence.slice(at, at + TELLING)).filter(({ length }) => length === TELLING);
    return [...this.#texts].some((text) => pieces.some((piece) => text.includes(piece)));
  }

  #gather(value: unknown, own: boolean): void {
    if (typeof value === "string" && own) this.#texts.add(value);
    else if (Array.isArray(value)) for (const item of value) this.#gather(item, own);
    else if (isMapping(value))
      for (const [key, member] of Object.entries(value)) this.#gather(member, own || TEXTS.has(key));
  }
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

/** A change of a text, in a sentence's part: `40 words came and 12 went, of 512`. */
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
