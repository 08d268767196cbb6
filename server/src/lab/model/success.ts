import { type Difficulty, type Kind, shareOf, TERMS } from "./terms.ts";

/** What a model had to go by when it did the work: nothing but what arrived. */
export interface Exposure {
  readonly effort: string;
  /** The part of earlier turns' answers whose reasoning is no longer there, from 0 to 1. */
  readonly reasoningLost: number;
  /** How tight the limit on what it may say is, from 0 for none to 1. */
  readonly capped: number;
  readonly contextTokens: number;
  readonly tier: keyof typeof TERMS.tier;
  readonly delegated: boolean;
}

/** What is to be done. */
export interface Work {
  readonly kind: Kind;
  readonly difficulty: Difficulty;
}

const LONG_CONTEXT = 32_000;

/** Each term of a task's log-odds by its name; the sum is what they are together. */
export function termsOf({ kind, difficulty }: Work, exposure: Exposure): Readonly<Record<keyof typeof TERMS, number>> {
  const { effort, reasoningLost, capped, contextTokens, tier, delegated } = exposure;
  const doublings = Math.log2(Math.max(1, contextTokens / LONG_CONTEXT));
  return {
    base: TERMS.base[kind],
    difficulty: TERMS.difficulty[difficulty],
    reasoningLost: reasoningLost * TERMS.reasoningLost[kind],
    effort: TERMS.effort[difficulty][effortOf(effort)],
    verbosity: capped * TERMS.verbosity[kind],
    contextDoubling: doublings * TERMS.contextDoubling,
    tier: TERMS.tier[tier],
    delegated: delegated ? TERMS.delegated : 0,
  };
}

/** The probability with which a task is done right. */
export function successOf(work: Work, exposure: Exposure): number {
  return shareOf(Object.values(termsOf(work, exposure)).reduce((sum, term) => sum + term, 0));
}

function effortOf(effort: string): keyof (typeof TERMS.effort)["usual"] {
  switch (effort) {
    case "none":
    case "minimal":
    case "low":
      return "low";
    case "medium":
      return "medium";
    case "xhigh":
    case "max":
      return "more";
    default:
      return "high";
  }
}
