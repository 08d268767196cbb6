import { ArmComparison } from "../../../../server/src/quality/statistics/arm-comparison.ts";
import { ChangeDetector } from "../../../../server/src/quality/statistics/change-detector.ts";
import { DROPS } from "../../../../server/src/quality/statistics/mixture.ts";
import type { ArmMethod, ChangeMethod } from "./method.ts";

/** Our comparison of two arms, at 5 %: it can be looked at after every unit. The statistic is its evidence for a rollback. */
export function bellwetherArms(share: number): ArmMethod {
  return {
    name: "Bellwether, test A",
    threshold: Math.log(20),
    start: () => {
      const comparison = new ArmComparison({ harm: 0, margin: 0.03 });
      return {
        add: (candidate, value) => {
          comparison.add({
            arm: candidate ? "candidate" : "baseline",
            value,
            probability: candidate ? share : 1 - share,
          });
          return comparison.logRollback;
        },
      };
    },
  };
}

const HEAD_START = 0.02;
const NEXT_TO_NOTHING = 1e-9;
/** Where the head start alone is enough for an alarm, however long the run length that was asked for. */
const ANY_LENGTH = 1e6;

/**
 * Our detector of a change. The statistic is the logarithm of the largest run length A at which it would
 * have alarmed: its evidence is that of a detector without a head start, plus `0.02 A` times a martingale,
 * and it alarms at `1.02 A`. Two detectors, one with next to no head start, tell both apart.
 */
export function bellwetherChange(mean: number, runLength: number): ChangeMethod {
  return {
    name: "Bellwether, test B",
    threshold: Math.log(runLength),
    start: () => {
      const bare = new ChangeDetector({ mean, runLength: NEXT_TO_NOTHING });
      const ahead = new ChangeDetector({ mean, runLength });
      return {
        add: (value) => {
          bare.add(value);
          ahead.add(value);
          const without = mixed(bare.state());
          const martingale = (mixed(ahead.state()) - without) / (HEAD_START * runLength);
          const room = 1 + HEAD_START - HEAD_START * martingale;
          return room <= 0 ? ANY_LENGTH : Math.log(without / room);
        },
      };
    },
  };
}

function mixed(evidence: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < evidence.length; j++) sum += DROPS.weights[j]! * evidence[j]!;
  return sum;
}
