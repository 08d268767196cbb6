import { adwin } from "./adwin.ts";
import { bellwetherArms, bellwetherChange } from "./bellwether.ts";
import { cusumThreshold, knownCusum } from "./cusum.ts";
import { eCusum } from "./e-cusum.ts";
import { failedChecks } from "./failed-checks.ts";
import { fixedWindow } from "./fixed-window.ts";
import { growthbookSequential } from "./growthbook/watch.ts";
import { kayentaCanary } from "./kayenta/watch.ts";
import type { ArmMethod, ChangeMethod } from "./method.ts";
import { normalMsprt } from "./normal-msprt.ts";
import { pageHinkley } from "./page-hinkley.ts";
import { peekingZ } from "./peeking-z.ts";
import { tumblingMean, tumblingWindow } from "./tumbling-window.ts";

/** Units of both arms in five minutes, at a thousand an hour. */
export const FIVE_MINUTES = 83;
/** An hour of five minutes. */
const HOUR = 12;
/** The run length that detectors of a change promise. */
export const RUN_LENGTH = 100_000;
/** How large the mSPRT takes effects to be: the drop that is to be found. */
const TAU = 0.03;

/** Every way to compare two arms, ours first; a new one is a file here and a line. */
export function armPeers(share: number, expected: number): readonly ArmMethod[] {
  const checks = { units: FIVE_MINUTES, expected };
  return [
    bellwetherArms(share),
    peekingZ(100),
    growthbookSequential(500),
    normalMsprt(500, TAU),
    kayentaCanary({ units: FIVE_MINUTES, points: HOUR, tolerance: 0.25 }),
    tumblingWindow(1_000),
    fixedWindow(FIVE_MINUTES, expected),
    failedChecks({ ...checks, name: "Argo, fourth failed check", failures: 4, inARow: false }),
    failedChecks({ ...checks, name: "Flagger, fifth failed check", failures: 5, inARow: false }),
    failedChecks({ ...checks, name: "five failed checks in a row", failures: 5, inARow: true }),
  ];
}

/** Every way to watch one stream for a drop from a mean that is known, ours first. */
export function changePeers(before: number, after: number): readonly ChangeMethod[] {
  return [
    bellwetherChange(before, RUN_LENGTH),
    knownCusum({ before, after }, thresholdOf(before, after)),
    eCusum(before, RUN_LENGTH),
    tumblingMean(1_000, before),
    pageHinkley(),
    adwin(),
  ];
}

const thresholds = new Map<string, number>();

/** Solving for it takes seconds, and streams ask for it again and again. */
function thresholdOf(before: number, after: number): number {
  const key = `${before} ${after}`;
  const known = thresholds.get(key) ?? cusumThreshold({ before, after }, RUN_LENGTH);
  thresholds.set(key, known);
  return known;
}
