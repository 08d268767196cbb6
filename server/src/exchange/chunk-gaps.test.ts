import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ChunkGaps, GAP_BOUNDS_MS, gapBuckets } from "./chunk-gaps.ts";

const heard = (...times: readonly number[]): ChunkGaps => {
  const gaps = new ChunkGaps();
  for (const at of times) gaps.heard(at);
  return gaps;
};

describe("the times between pieces", () => {
  test("are none where nothing came, or one piece alone", () => {
    expect([heard().counts, heard(5).counts]).toEqual([undefined, undefined]);
  });

  test("are counted up to each bound, and added up", () => {
    expect(heard(0, 10, 21, 100, 100_100).counts).toEqual({ ms: 100_100, "10": 1, "20": 1, "80": 1, more: 1 });
  });

  test("are as many as pieces that followed another, however long they took", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200_000 }), { minLength: 2 }), (steps) => {
        let at = 0;
        const { buckets, ms } = gapBuckets(heard(...steps.map((step) => (at += step))).counts ?? {});
        const [, ...gaps] = steps;
        expect(buckets).toHaveLength(GAP_BOUNDS_MS.length + 1);
        expect(buckets.reduce((sum, one) => sum + one, 0)).toBe(gaps.length);
        expect(ms).toBe(gaps.reduce((sum, one) => sum + one, 0));
      }),
    );
  });
});
