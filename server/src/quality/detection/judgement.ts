import { unitsNeeded } from "../statistics/lower-bound.ts";
import type { Verdict } from "../verdict.ts";
import { type Detection, type DetectionOptions, RATIO_HOLDS } from "./detection.ts";
import { counted, evidenceText, grouped } from "./figures.ts";
import type { SignalResult } from "./result.ts";
import { selectionOf, selectionText } from "./selection.ts";
import type { StreamFacts } from "./stream-census.ts";

/**
 * The verdict on a stream, and why. A rollback wins, but over arms that are not assigned as claimed; nothing that
 * was not seen passes.
 *
 * @param main the signal that it hangs on; `act` the evidence at which it is decided.
 */
export function judged(
  detection: Detection,
  facts: StreamFacts,
  { margin, alpha }: DetectionOptions,
  main: SignalResult,
  act: number,
): { readonly verdict: Verdict; readonly reason: string } {
  if (facts.lines === 0) {
    const others =
      facts.otherSignals.length > 0 ? ` of that signal; the stream has ${facts.otherSignals.join(", ")}` : "";
    return { verdict: "inconclusive", reason: `no unit was read${others}` };
  }
  if (facts.errors.lines === facts.lines)
    return { verdict: "inconclusive", reason: "every unit met an infrastructure error: there is nothing to judge" };
  for (const arm of ["baseline", "candidate"] as const)
    if (facts.units[arm] === 0) return { verdict: "inconclusive", reason: `no unit was in the ${arm} arm` };
  if (main.baseline.units === 0 || main.candidate.units === 0)
    return {
      verdict: "inconclusive",
      reason: `of ${counted(facts.certain, "unit")} it was certain which arm they would be in (p is 0 or 1), and they say nothing of a difference`,
    };
  if (ratioHolds(detection, facts))
    return {
      verdict: "inconclusive",
      reason: `units are not assigned as their p says, seen at unit ${grouped(detection.ratioFired ?? 0)} (evidence above ${grouped(RATIO_HOLDS)}): until that is explained nothing can be compared (units have to come in the order in which they were assigned)`,
    };
  const wronglyGiven = detection.signals.flatMap(({ comparison }) => comparison.wronglyGiven ?? [])[0];
  if (wronglyGiven !== undefined)
    return {
      verdict: "inconclusive",
      reason: `the arms differ in ${wronglyGiven}: it was not fixed before the arm could act, and outcomes cannot be foretold from it (--given)`,
    };
  if (detection.decided !== undefined) return { verdict: "fail", reason: "the candidate is worse by more than harm" };
  if (main.evidence.margin >= act) {
    const doubt = whyNotPass(detection, facts, act);
    if (doubt !== undefined) return { verdict: "inconclusive", reason: doubt };
  }
  if (main.evidence.margin >= act) return { verdict: "pass", reason: "a drop as large as the margin is ruled out" };
  const selection = selectionOf(facts, alpha);
  if (selection !== undefined)
    return {
      verdict: "inconclusive",
      reason: `${selectionText(selection)}: whomever they took, neither a drop nor its absence is shown`,
    };
  const mean = Math.min(0.999, Math.max(0.001, ((main.baseline.mean ?? 0.5) + (main.candidate.mean ?? 0.5)) / 2));
  const share = main.candidate.units / (main.baseline.units + main.candidate.units);
  const needed =
    Math.ceil((1.1 * unitsNeeded({ baseline: mean, candidate: mean, share, drop: margin, alpha })) / 10) * 10;
  const rest =
    needed > main.units
      ? `were there none, about ${grouped(needed)} units at this share would rule the margin out, and ${grouped(main.units)} were read`
      : `by ${grouped(main.units)} units, which rule the margin out on the mean where there is none`;
  return { verdict: "inconclusive", reason: `neither a drop nor its absence is shown; ${rest}` };
}

/** Whether arms are not assigned as claimed: among the units that were answered, and among all of them. */
export function ratioHolds({ ratioFired }: Detection, { assignment }: StreamFacts): boolean {
  return ratioFired !== undefined && assignment >= RATIO_HOLDS;
}

/** Share of values that may lie beyond a scale: what happens there is not seen. */
const MOST_CLIPPED = 0.2;

/** What keeps a drop that was not seen from being ruled out. */
function whyNotPass(detection: Detection, facts: StreamFacts, act: number): string | undefined {
  const ratio = Math.max(1, ...detection.signals.map(({ comparison }) => comparison.sampleRatio));
  if (Math.min(ratio, facts.assignment) >= act)
    return `the arms' sizes are unlikely by what p says (evidence ${evidenceText(ratio)}): who is missing may be who fared badly, and nothing passes until that is explained`;
  const clipped = facts.clipped / Math.max(1, facts.lines);
  if (clipped > MOST_CLIPPED)
    return `${(100 * clipped).toFixed(0)} % of the values lie beyond --scale: what happens there is not seen, and cannot pass`;
  return undefined;
}
