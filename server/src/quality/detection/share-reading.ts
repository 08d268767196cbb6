import { SampleRatio } from "../statistics/sample-ratio.ts";

/**
 * Whose probability the `p` of a line is: that of the arm which the unit got, as logs of decisions have it,
 * or the candidate's share, as configurations of rollouts have it.
 */
export type ShareReading = "own" | "candidate";

/** Shares are tested apart where they are small, middling and large: errors of two of them could cancel out. */
const BANDS = 3;
/** How much more the arms have to speak against one reading than against the other. */
const FACTOR = 20;

/** The candidate's share by one reading. */
export function shareOf(reading: ShareReading, candidate: boolean, p: number): number {
  return reading === "candidate" || candidate ? p : 1 - p;
}

/**
 * Tells from the arms alone, before any outcome is looked at, whose probability `p` is. The two readings
 * are the same at one half. It is the unit's own arm's unless the arms say that it cannot be, and can be
 * the candidate's.
 */
export class ShareReader {
  readonly #own = Array.from({ length: BANDS }, () => new SampleRatio());
  readonly #candidate = Array.from({ length: BANDS }, () => new SampleRatio());

  /** Takes one unit's assignment. */
  add(candidate: boolean, p: number): void {
    const own = shareOf("own", candidate, p);
    this.#own[bandOf(own)]?.add(candidate, own);
    this.#candidate[bandOf(p)]?.add(candidate, p);
  }

  /** What `p` is by what has been seen. */
  get reading(): ShareReading {
    const own = meanEvidence(this.#own);
    return own >= FACTOR && meanEvidence(this.#candidate) * FACTOR < own ? "candidate" : "own";
  }
}

function bandOf(share: number): number {
  return Math.min(BANDS - 1, Math.floor(share * BANDS));
}

function meanEvidence(tests: readonly SampleRatio[]): number {
  return tests.reduce((sum, test) => sum + test.evidence, 0) / tests.length;
}
