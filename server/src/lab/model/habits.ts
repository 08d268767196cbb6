/**
 * How the lab's model works, with all of its reasoning and with none of that of earlier turns; between the two it
 * is somewhere between. Published are the reads before each edit (6.6 and 2.0) and the edits of files that were not
 * read (6.2 and 33.7 %); how often calls are repeated is assumed.
 */
export const HABITS = {
  readsPerEdit: { kept: 6.6, lost: 2 },
  blindEdits: { kept: 0.062, lost: 0.337 },
  repeatedCalls: { kept: 0.01, lost: 0.12 },
} as const;

/** Tasks for which a searcher is asked. */
export const ASKS_SEARCHER = 0.25;

/** Reads before an edit at most: what comes in one answer is one request. */
export const MOST_READS = 9;

/** Words that are said between calls, and in the end, where no limit holds: the middle, and how far they scatter. */
export const WORDS = {
  between: { middle: 65, scatter: 0.4 },
  final: { middle: 230, scatter: 0.4 },
} as const;

/** Lines of code of an edit: the middle, and how far they scatter. */
export const LINES = { middle: 60, scatter: 0.5 } as const;

/** A habit at a loss between 0 and 1. */
export function habitAt({ kept, lost }: { readonly kept: number; readonly lost: number }, loss: number): number {
  return kept + (lost - kept) * loss;
}
