import { describe, expect, test } from "bun:test";
import { effortImplausible } from "./effort-implausible.ts";
import { EffortNorms } from "./effort-norms.ts";
import { answerOf } from "./fixtures/watched-session.ts";

/** Numbers in [0,1) that look random (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A model that reasons by its effort, from a quarter to four times as much, and now and then not at all. */
function reasoner(seed: number) {
  const random = randomOf(seed);
  const usual: Readonly<Record<string, number>> = { low: 40, high: 2_000 };
  return (effort: string): number => (random() < 0.05 ? 0 : Math.round((usual[effort] ?? 0) * 4 ** (2 * random() - 1)));
}
/** Norms that have seen so many answers of each effort. */
function learnt(count = 500, efforts: readonly string[] = ["low", "high"]): EffortNorms {
  const norms = new EffortNorms();
  const reason = reasoner(1);
  for (let index = 0; index < count; index++) for (const effort of efforts) norms.take("m", effort, reason(effort));
  return norms;
}
const found = (norms: EffortNorms, effort: string, tokens: number) =>
  effortImplausible.check(answerOf({ reasoned: { effort, tokens, usual: norms.take("m", effort, tokens) } }));

describe("EFFORT_IMPLAUSIBLE", () => {
  test("fires where a model reasons as it does at another effort", () => {
    const broken = found(learnt(), "high", 40);
    expect(broken?.message).toMatch(
      /^40 tokens of reasoning are odd at effort high: fewer than 1 % of its answers had about as much, and \d+ % at effort low$/,
    );
    expect(found(learnt(), "low", 2_000)).toMatchObject({ before: "high", now: "low" });
  });

  test("is silent for an easy task without reasoning, which there is at every effort", () => {
    expect([found(learnt(), "high", 0), found(learnt(), "low", 0)]).toEqual([undefined, undefined]);
  });

  test("is silent where so much is odd at every effort: the task was", () => {
    expect(found(learnt(), "high", 100_000)).toBeUndefined();
  });

  test("is silent while it learns, and where no other effort is known", () => {
    expect(found(learnt(499), "high", 40)).toBeUndefined();
    expect(found(learnt(500, ["high"]), "high", 40)).toBeUndefined();
  });

  test("is rare in health, and frequent where the effort is passed over", () => {
    const norms = learnt();
    const reason = reasoner(2);
    const rate = (asked: string, went: string): number => {
      const all = Array.from({ length: 1_000 }, () => found(norms, asked, reason(went)));
      return all.filter((one) => one !== undefined).length / all.length;
    };
    expect(rate("high", "high")).toBeLessThan(0.01);
    expect(rate("low", "low")).toBeLessThan(0.01);
    expect(rate("high", "low")).toBeGreaterThan(0.5);
  });

  test("remembers models and efforts in bounds, whatever they are called", () => {
    const norms = new EffortNorms();
    for (let index = 0; index < 5_000; index++) norms.take(`m${index}`, `e${index}`, 1);
    for (let index = 0; index < 100; index++) norms.take("m", `e${index}`, 1);
    expect(norms.take("m", "e99", 1)).toBeUndefined();
  });
});
