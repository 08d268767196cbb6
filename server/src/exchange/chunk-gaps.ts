/** Upper bounds that the conventions for generative AI give durations, in milliseconds; what is longer is `more`. */
export const GAP_BOUNDS_MS = [
  10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920,
] as const;

const MORE = "more";

/** What a record keeps of the times between the pieces of a streamed answer: how many there were up to each bound, and their sum in milliseconds. */
export type ChunkGapCounts = Readonly<Record<string, number>>;

/** Counts the times between the pieces of one answer, as they came from upstream. */
export class ChunkGaps {
  readonly #counts: number[] = [];
  #sum = 0;
  #latest: number | undefined;

  /** A piece has come. @param at milliseconds of the steady clock. */
  heard(at: number): void {
    const before = this.#latest;
    this.#latest = at;
    if (before === undefined) return;
    const gap = Math.max(0, at - before);
    let bucket = 0;
    while (bucket < GAP_BOUNDS_MS.length && gap > (GAP_BOUNDS_MS[bucket] ?? 0)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += gap;
  }

  /** For the record; undefined where no piece followed another. */
  get counts(): ChunkGapCounts | undefined {
    if (this.#counts.length === 0) return undefined;
    const counts: Record<string, number> = { ms: Math.round(this.#sum) };
    // Buckets that nothing fell into are holes.
    this.#counts.forEach((count, bucket) => {
      counts[String(GAP_BOUNDS_MS[bucket] ?? MORE)] = count;
    });
    return counts;
  }
}

/** The counts of a record by bucket, one more than there are bounds; and the sum in milliseconds. */
export function gapBuckets(counts: ChunkGapCounts): { readonly buckets: readonly number[]; readonly ms: number } {
  return { buckets: [...GAP_BOUNDS_MS, MORE].map((bound) => counts[String(bound)] ?? 0), ms: counts["ms"] ?? 0 };
}
