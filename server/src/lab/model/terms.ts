/** How hard a task is. */
export const DIFFICULTIES = ["easy", "usual", "hard"] as const;

/** One of them. */
export type Difficulty = (typeof DIFFICULTIES)[number];

/** What kind of work a task is: each loses by another part of what a product takes away. */
export const KINDS = ["repair", "assistant", "research", "dialogue"] as const;

/** One of them. */
export type Kind = (typeof KINDS)[number];

/** Log-odds of a share. */
export function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/** The share of some log-odds. */
export function shareOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** By how much log-odds move from one published share to another. */
function from(before: number, after: number): number {
  return logit(after) - logit(before);
}

/**
 * Coefficients of the model of success, in log-odds. The published magnitudes that they come from stand where they
 * are used; what has none is said to be assumed.
 */
export const TERMS = {
  /** A usual task of each kind, with all its reasoning, at high effort: SWE-bench Verified, GAIA, BrowseComp, Tau2. */
  base: { repair: logit(0.694), assistant: logit(0.757), research: logit(0.44), dialogue: logit(0.87) },
  /** Hard tasks of repair are at .596 with high effort; that easy ones are at .9 is assumed. */
  difficulty: { easy: from(0.694, 0.9), usual: 0, hard: from(0.694, 0.596) },
  /** The same four benchmarks with the reasoning of earlier turns and without: .672, .679, .314, .64. */
  reasoningLost: {
    repair: from(0.694, 0.672),
    assistant: from(0.757, 0.679),
    research: from(0.44, 0.314),
    dialogue: from(0.87, 0.64),
  },
  /** Hard tasks go from .596 to .437 from high to low; easy ones barely move. What lies between is assumed. */
  effort: {
    easy: { low: -0.1, medium: -0.02, high: 0, more: 0.01 },
    usual: { low: -0.25, medium: -0.08, high: 0, more: 0.04 },
    hard: { low: from(0.596, 0.437), medium: -0.25, high: 0, more: 0.1 },
  },
  /** Three points of one broad evaluation, none of the narrow ones: work on code alone loses nothing. */
  verbosity: { repair: 0, assistant: from(0.757, 0.727), research: from(0.44, 0.41), dialogue: from(0.87, 0.84) },
  /** For each doubling of the context beyond 32,000 tokens. Assumed. */
  contextDoubling: -0.06,
  /** Smaller models of a family. Assumed. */
  tier: { large: 0, middle: -0.3, small: -0.8 },
  /** A part of the work that a smaller model did. Assumed. */
  delegated: -0.05,
} as const;
