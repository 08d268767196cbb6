import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Ceiling } from "./fixtures/ceiling.ts";
import { costOf, mostCostOf, type Reservation } from "./cost.ts";
import { judgeOf } from "./fixtures/judge-of.ts";
import { judgePrompt } from "./prompt.ts";

const DAY = 86_400_000;

describe("a ceiling", () => {
  test("lets nothing through that could go beyond it, and something again once less was spent", () => {
    const ceiling = new Ceiling(0.001);
    const first = ceiling.reserve(700, 0);
    expect(ceiling.reserve(400, 0)).toBeUndefined();
    if (first !== undefined) ceiling.settle(first, 100);
    expect(ceiling.reserve(900, 0)).toBeDefined();
    expect(ceiling.reserve(1, 0)).toBeUndefined();
  });

  test("is whole again on the next day, and not after a clock was set back", () => {
    const ceiling = new Ceiling(0.001);
    ceiling.reserve(1_000, DAY - 1);
    expect(ceiling.reserve(1_000, DAY)).toBeDefined();
    expect(ceiling.reserve(1, DAY - 1)).toBeUndefined();
    expect(ceiling.reserve(1, 2 * DAY)).toBeDefined();
  });

  test("is not whole again after a restart", () => {
    const before = new Ceiling(0.001);
    before.reserve(900, DAY);
    expect(new Ceiling(0.001, before.spent).reserve(200, DAY)).toBeUndefined();
  });

  test("keeps what a call may have cost where nobody says what it did", () => {
    const ceiling = new Ceiling(0.001);
    const call = ceiling.reserve(800, 0);
    for (const cost of [undefined, Number.NaN, -5]) if (call !== undefined) ceiling.settle(call, cost);
    expect(ceiling.spent).toEqual({ day: 0, micros: 800 });
  });

  test("is never gone beyond on any day, however calls overlap", () => {
    const step = fc.record({
      micros: fc.nat(2_000),
      used: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      later: fc.nat(DAY / 2),
      endsAfter: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.nat(10_000), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const ceiling = new Ceiling(most / 1_000_000);
        const open: { readonly call: Reservation; readonly cost: number | undefined; ends: number }[] = [];
        const spent = new Map<number, number>();
        let now = 0;
        for (const { micros, used, later, endsAfter } of steps) {
          now += later;
          const call = ceiling.reserve(micros, now);
          if (call !== undefined)
            open.push({ call, cost: used === null ? undefined : Math.floor(micros * used), ends: endsAfter });
          for (const one of open) {
            if (one.ends-- !== 0) continue;
            ceiling.settle(one.call, one.cost);
            spent.set(one.call.day, (spent.get(one.call.day) ?? 0) + (one.cost ?? one.call.micros));
          }
          expect(ceiling.spent.micros).toBeLessThanOrEqual(most);
        }
        for (const micros of spent.values()) expect(micros).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe("the cost of a call", () => {
  const judge = judgeOf();

  test("is that of its tokens, in millionths of a dollar and rounded up", () => {
    expect(costOf({ input: 2, output: 10 }, { input: 1_000, output: 50 })).toBe(2_500);
    expect(costOf({ input: 0.05, output: 0.4 }, { input: 1, output: 1 })).toBe(1);
  });

  test("is at most what is put aside, where no token is shorter than a byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (question, answer) => {
        const request = judgePrompt(judge, { question, answer });
        const bytes = new TextEncoder().encode(request.system + request.user).length;
        const use = { input: bytes, output: request.maxTokens };
        expect(mostCostOf(judge.price, request)).toBeGreaterThanOrEqual(costOf(judge.price, use));
      }),
    );
  });
});
