import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { meanOf, streams } from "../fixtures/streams.ts";
import { PairedGate, type PairedGateOptions } from "./paired-gate.ts";
import { randomOf } from "./seeded-random.ts";

const ACTS = Math.log(1 / 0.05);

interface Ended {
  readonly verdict: "fail" | "pass" | "inconclusive";
  readonly pairs: number;
}

function decide(options: PairedGateOptions, losses: Iterable<number>): Ended {
  const gate = new PairedGate(options);
  let pairs = 0;
  for (const loss of losses) {
    gate.add(loss);
    pairs++;
    if (gate.logFail >= ACTS) return { verdict: "fail", pairs };
    if (gate.logPass >= ACTS) return { verdict: "pass", pairs };
  }
  return { verdict: "inconclusive", pairs };
}

/** Fresh answers: one in ten pairs differs, and the candidate loses so much more often. */
function fresh(options: PairedGateOptions, drop: number, count: number): readonly Ended[] {
  return streams(count, (random) => {
    const losses = Array.from({ length: options.scenarios }, () => {
      const at = random();
      return at < (0.1 + drop) / 2 ? 1 : at < 0.1 ? -1 : 0;
    });
    return decide(options, losses);
  });
}
const shareOf = (ended: readonly Ended[], verdict: Ended["verdict"]): number =>
  ended.filter((one) => one.verdict === verdict).length / ended.length;

const suite = { harm: 0.01, margin: 0.03, claim: "suite", scenarios: 1_000 } as const;

describe("a paired gate", () => {
  test("finds three points with a quarter more pairs than any test needs", () => {
    const options = { harm: 0, margin: 1, claim: "product", scenarios: 20_000 } as const;
    // The bound is 656 pairs; 300 streams tell the mean to about four in a hundred.
    expect(meanOf(fresh(options, 0.03, 300).map(({ pairs }) => pairs)) / 656).toBeLessThan(1.25);
  });

  test("fails an unchanged product seldom, one that lost three points mostly, and one that lost five nearly always", () => {
    expect(shareOf(fresh(suite, 0, 300), "fail")).toBeLessThan(0.08);
    expect(shareOf(fresh(suite, 0.03, 300), "fail")).toBeGreaterThan(0.74);
    expect(shareOf(fresh(suite, 0.05, 300), "fail")).toBeGreaterThan(0.97);
  });

  test("needs a part of its suite only, the smaller the more there is to see", () => {
    const used = (drop: number): number =>
      meanOf(fresh({ ...suite, harm: 0 }, drop, 200).map(({ pairs }) => pairs / 1_000));
    expect(used(0)).toBeLessThan(0.5);
    expect(used(0.08)).toBeLessThan(0.17);
  });

  test("may say of the product that too little was seen, where it says something of the suite always", () => {
    const product = fresh({ ...suite, harm: 0, claim: "product" }, 0, 200);
    expect(shareOf(product, "inconclusive")).toBeGreaterThan(0.1);
    expect(shareOf(product, "fail")).toBeLessThan(0.08);
    expect(shareOf(fresh({ ...suite, harm: 0 }, 0, 200), "inconclusive")).toBe(0);
  });

  test("contradicts a whole suite by an early verdict in at most one of twenty orders", () => {
    // A suite that has lost exactly what it may: a fail is wrong.
    const losses = [...Array(60).fill(1), ...Array(50).fill(-1), ...Array(890).fill(0)] as number[];
    const wrong = streams(400, (random) => {
      const order = losses.map((loss) => [random(), loss] as const).toSorted(([a], [b]) => a - b);
      const ended = decide(
        suite,
        order.map(([, loss]) => loss),
      );
      return ended.verdict === "fail" && ended.pairs < 1_000 ? 1 : 0;
    });
    expect(meanOf(wrong)).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 400));
  });

  test("says of a suite that has run what it lost, whatever it lost", () => {
    const loss = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(loss, { minLength: 1, maxLength: 30 }), (losses) => {
        const gate = new PairedGate({ ...suite, scenarios: losses.length });
        for (const one of losses) {
          gate.add(one);
          expect([gate.logFail, gate.logPass].some(Number.isNaN)).toBe(false);
        }
        const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
        fc.pre(Math.abs(mean - suite.harm) > 1e-9 && Math.abs(mean - suite.margin) > 1e-9);
        expect([gate.logFail > 0, gate.logPass > 0]).toEqual([mean > suite.harm, mean < suite.margin]);
      }),
    );
  });

  test("knows at once what those that are left cannot change any more", () => {
    const random = randomOf(5);
    const gate = new PairedGate({ ...suite, scenarios: 10 });
    for (let index = 0; index < 9; index++) gate.add(random() < 2 ? 1 : 0);
    // Nine of ten were lost: even a win in the last leaves eight points of ten.
    expect(gate.logFail).toBe(Infinity);
    expect(() => gate.add(1.5)).toThrow(RangeError);
  });

  test("takes no loss that there cannot be, and no scenario beyond its suite", () => {
    const gate = new PairedGate({ ...suite, scenarios: 2 });
    for (const loss of [1.1, -1.1, Number.NaN]) expect(() => gate.add(loss)).toThrow(RangeError);
    gate.add(0);
    gate.add(1);
    expect(() => gate.add(0)).toThrow("all of them are in");
    expect(gate.seen).toEqual({ count: 2, loss: 0.5 });
  });
});
