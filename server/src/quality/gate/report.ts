import type { Verdict } from "../verdict.ts";
import { decideGate, finite, type GateDecision, type GateOptions } from "./gate.ts";
import { randomOf, shuffled } from "../statistics/seeded-random.ts";
import { logDiscordantEvidence } from "../statistics/discordant-pairs.ts";
import type { ScorerChange, SuiteResults } from "./suite-results.ts";

/** A gate's decision with what has to be known of the results it was made from. */
export interface GateReport extends Omit<GateDecision, "verdict"> {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Pairs that there are. */
  readonly of: number;
  readonly margin: number;
  readonly harm: number;
  readonly alpha: number;
  readonly claim: GateOptions["claim"];
  readonly seed: number;
  /** Answers that both versions gave and that were scored differently. */
  readonly scorer_changes: readonly ScorerChange[];
  /** Scenarios with results of one version only. */
  readonly only_baseline: readonly string[];
  readonly only_candidate: readonly string[];
  /** Attributes that were asked for, and that no scenario has. */
  readonly missing_attributes: readonly string[];
  /** Scenarios with fewer results of the candidate than of the baseline, errors counted as results. */
  readonly fewer_repeats: number;
  /** Results that were infrastructure errors: not judged. The evidence is that the candidate meets more of them. */
  readonly infrastructure: { readonly baseline: number; readonly candidate: number; readonly evidence: number };
}

/** Decides results, in an order that depends on the seed and on the scenarios' names alone. */
export function gateReport(results: SuiteResults, options: GateOptions, seed: number): GateReport {
  const byName = results.pairs.toSorted((a, b) => (a.scenario < b.scenario ? -1 : 1));
  const decision = decideGate(shuffled(byName, randomOf(seed)), options);
  const missing = results.unpaired("baseline");
  const { errors } = results;
  const evidence = finite(logDiscordantEvidence(errors.more_candidate, errors.more_baseline));
  const doubt = evidence >= 1 / options.alpha ? errors : undefined;
  const { verdict, reason } = judged(decision, missing, options, doubt);
  return {
    ...decision,
    verdict,
    reason,
    of: byName.length,
    margin: options.margin,
    harm: options.harm,
    alpha: options.alpha,
    claim: options.claim,
    seed,
    scorer_changes: results.scorerChanges,
    only_baseline: missing,
    only_candidate: results.unpaired("candidate"),
    missing_attributes: options.by.filter((name) => byName.every(({ attributes }) => attributes?.[name] === undefined)),
    fewer_repeats: results.fewerRepeats,
    infrastructure: { baseline: errors.baseline, candidate: errors.candidate, evidence },
  };
}

function judged(
  decision: GateDecision,
  missing: readonly string[],
  { claim }: GateOptions,
  doubt: SuiteResults["errors"] | undefined,
): { readonly verdict: Verdict; readonly reason: string } {
  const of = claim === "suite" ? "this suite" : "the product";
  const { verdict, whole, cohort } = decision;
  if (whole.pairs === 0) return { verdict: "inconclusive", reason: "no scenario has results of both versions" };
  if (verdict === "fail")
    return {
      verdict,
      reason:
        cohort === null
          ? `the candidate loses more than harm on ${of}`
          : `the candidate loses more than harm in ${cohort.name}`,
    };
  if (verdict === "pass" && missing.length > 0)
    return {
      verdict: "inconclusive",
      reason: `${missing.length} ${missing.length === 1 ? "scenario has" : "scenarios have"} no result of the candidate: what did not run cannot pass`,
    };
  if (verdict === "pass" && doubt !== undefined)
    return {
      verdict: "inconclusive",
      reason: `infrastructure errors were met more often under the candidate in ${doubt.more_candidate} scenarios and less often in ${doubt.more_baseline}: what was not answered cannot pass`,
    };
  return verdict === "pass"
    ? { verdict, reason: `a loss as large as the margin is ruled out for ${of}` }
    : {
        verdict,
        reason: `${whole.pairs} pairs do not tell; about ${Math.max(decision.pairs_advised, whole.pairs + 1)} are advised for this margin`,
      };
}
