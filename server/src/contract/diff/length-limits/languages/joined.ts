import type { Vocabulary } from "../vocabulary.ts";

/** One list of words for each meaning from several parts of a vocabulary. */
export function joined(...parts: readonly Vocabulary["meanings"][]): Vocabulary["meanings"] {
  const all: Partial<Record<keyof Vocabulary["meanings"], string>> = {};
  for (const part of parts) {
    for (const [meaning, words] of Object.entries(part) as [keyof Vocabulary["meanings"], string][])
      all[meaning] = all[meaning] === undefined ? words : `${all[meaning]}, ${words}`;
  }
  return all;
}
