import { type Arm, ArmComparison } from "../../../../server/src/quality/statistics/arm-comparison.ts";
import { ChangeDetector } from "../../../../server/src/quality/statistics/change-detector.ts";
import { PairedGate } from "../../../../server/src/quality/statistics/paired-gate.ts";
import { median } from "../../gateway/report.ts";
import type { Figure } from "../figure.ts";
import { randomOf } from "../random.ts";
import type { Study } from "../study.ts";
import { throughput } from "./throughput.ts";

const ROUNDS = 9;
const UPDATES = 400_000;
const BYTES_A_NUMBER = 8;

/** What an update of each test costs in time, and a stream in memory. */
export const cost: Study = {
  id: "cost",
  title: "What an update costs",
  run: async () => {
    const random = randomOf(1, 1);
    const values = Float64Array.from({ length: UPDATES }, () => (random() < 0.8 ? 1 : 0));
    const arms = Array.from({ length: UPDATES }, (): Arm => (random() < 0.5 ? "candidate" : "baseline"));
    const comparison = new ArmComparison({ harm: 0, margin: 0.03 });
    const detector = new ChangeDetector({ mean: 0.5, runLength: 1e300 });
    const gate = new PairedGate({ harm: 0.01, margin: 0.03, claim: "product", scenarios: UPDATES });
    return {
      figures: [
        timed("A, both kinds of evidence", (at) =>
          comparison.add({ arm: arms[at]!, value: values[at]!, probability: 0.5 }),
        ),
        timed("A, reading the evidence", () => void comparison.logRollback),
        timed("B", (at) => void detector.add(values[at]!)),
        timed("C, both kinds of evidence", (at) => gate.add(values[at]! - 0.8)),
        state("A", comparison.state()),
        state("B", detector.state()),
        ...throughput(),
      ],
    };
  },
};

function timed(what: string, update: (at: number) => void): Figure {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const from = performance.now();
    for (let at = 0; at < UPDATES; at++) update(at);
    return ((performance.now() - from) * 1e6) / UPDATES;
  });
  // The first one is compiled on the way.
  return { what: `an update of ${what}`, unit: "ns", seen: median(rounds.slice(1)), limit: { atMost: 1_000 } };
}

function state(what: string, kept: unknown): Figure {
  const seen = numbersIn(kept) * BYTES_A_NUMBER;
  return {
    what: `state of a stream under ${what}, as numbers of 8 bytes`,
    unit: "bytes",
    seen,
    limit: { atMost: 300 },
  };
}

function numbersIn(value: unknown): number {
  if (typeof value === "number") return 1;
  return value !== null && typeof value === "object"
    ? Object.values(value).reduce((sum: number, one) => sum + numbersIn(one), 0)
    : 0;
}
