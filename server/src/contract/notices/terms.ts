import { endOf } from "../day.ts";

/** Why a change is made, as whoever makes it says. */
export const CHANGE_REASONS = ["quality", "latency", "cost"] as const;

/** One of the reasons. */
export type ChangeReason = (typeof CHANGE_REASONS)[number];

/** Whether a change holds for tenants who choose it (`in`), or for all but those who refuse it (`out`). */
export const OPTS = ["in", "out"] as const;

/** One of them; also what a tenant chose. */
export type Opt = (typeof OPTS)[number];

/** What whoever registers or promotes a version says of the change, beside the contract itself. */
export interface NoticeTerms {
  readonly why?: ChangeReason;
  /** A few words for those who read the notice. */
  readonly note?: string;
  /** The drop in quality that is ruled out, from 0 to 1. */
  readonly margin?: number;
  readonly opt?: Opt;
  /** The last day (UTC) on which tenants may stay with what was before, `2027-03-01`. */
  readonly sunset?: string;
}

/** How long tenants may stay with what was before, where nobody says until when: milliseconds. */
export const CHOICE_LASTS_MS = 90 * 86_400_000;

/** What the terms of a change lack, a sentence each; none where they are whole. */
export function termProblems({ why, margin, opt, sunset }: NoticeTerms, at: number): readonly string[] {
  const missing = [
    ...(margin === undefined ? ["a margin (the drop in quality that is ruled out: --margin 0.01)"] : []),
    ...(opt === undefined ? ["whether tenants opt in or out (--opt in, --opt out)"] : []),
  ];
  const problems: string[] = [];
  if (why === "cost" && missing.length > 0)
    problems.push(`a change whose reason is cost must declare ${missing.join(" and ")}`);
  if (sunset !== undefined && opt === undefined)
    problems.push("a sunset ends a choice of tenants, and none is given: say --opt in or --opt out, or leave it out");
  if (sunset !== undefined && endOf(sunset) <= at)
    problems.push(`the sunset ${sunset} is over: name a day that is still to come`);
  return problems;
}
