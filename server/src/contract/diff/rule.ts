import type { Contract, ResolvedDocument } from "../contract.ts";

/** How bad a change is for those who rely on a surface. */
export const CHANGE_SEVERITIES = ["safe", "risky", "breaking"] as const;

/** One of the severities of a change. */
export type ChangeSeverity = (typeof CHANGE_SEVERITIES)[number];

/** How far the version has to move for a change, the least first. */
export const BUMPS = ["patch", "minor", "major"] as const;

/** One of the bumps. */
export type Bump = (typeof BUMPS)[number];

/** What is compared; each profile has all that the ones before it have. */
export const PROFILES = ["shape", "behaviour", "state", "economics"] as const;

/** One of the profiles. */
export type Profile = (typeof PROFILES)[number];

/** What a rule is about. */
export type Subject =
  | "model"
  | "fallback"
  | "delegation"
  | "routing"
  | "reasoning"
  | "prompt"
  | "output"
  | "steps"
  | "tools"
  | "context"
  | "cache"
  | "economics"
  | "governance";

/** The profile in which each subject is compared first. What governs the others is always compared. */
export const PROFILE_OF: Readonly<Record<Subject, Profile>> = {
  governance: "shape",
  model: "shape",
  fallback: "shape",
  tools: "shape",
  output: "shape",
  prompt: "behaviour",
  reasoning: "behaviour",
  routing: "behaviour",
  delegation: "behaviour",
  steps: "behaviour",
  context: "state",
  cache: "state",
  economics: "economics",
};

/** Two versions of a contract as one audience sees them. */
export interface Comparison {
  /** A declared audience; undefined for everybody who is of none. */
  readonly audience: string | undefined;
  readonly before: ResolvedDocument;
  readonly after: ResolvedDocument;
  readonly contracts: { readonly before: Contract; readonly after: Contract };
  /** Milliseconds; for what depends on the day. */
  readonly now: number;
}

/** What the rules that were asked before found. */
export interface FoundBefore {
  /** The places in this comparison. */
  readonly places: readonly string[];
  /** The bump that they ask for, in all comparisons. */
  readonly bump: Bump | undefined;
}

/** What a rule found in one place. */
export interface Found {
  /** The place in the document in its one form: `roles.main.reasoning.effort`. */
  readonly path: string;
  readonly role?: string;
  /** Absent where nothing was said, or is said any more. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** One sentence: what changed, with both values. */
  readonly message: string;
}

/** What a rule says of itself. */
export interface RuleText {
  /** The subject first: `REASONING_EFFORT_LOWERED`. */
  readonly id: string;
  readonly subject: Subject;
  readonly severity: ChangeSeverity;
  /** Major for what is breaking, minor for what is risky, patch for what is safe, unless it says otherwise. */
  readonly bump?: Bump;
  /** The rule that finds the same change the other way round; itself, where both ways are one kind. */
  readonly pair: string;
  /** Why it matters, for whoever is about to ship it. */
  readonly why: string;
  /** How to ship it all the same, or to avoid it. */
  readonly comply: string;
  /** What happened to somebody who did it without saying so. */
  readonly incident?: string;
}

/**
 * One kind of change that a diff can find. To add one: a file in `rules/` with its test beside it,
 * and a line in `rules.ts`.
 */
export interface DiffRule extends RuleText {
  /**
   * Pure; never throws for two valid contracts.
   *
   * @param others what the rules before it in the table found; for those that close it.
   */
  find(comparison: Comparison, others: FoundBefore): Iterable<Found>;
}

/** The bump that a rule asks for. */
export function bumpOf({ severity, bump }: Pick<DiffRule, "severity" | "bump">): Bump {
  return bump ?? BUMPS[CHANGE_SEVERITIES.indexOf(severity)] ?? "major";
}
