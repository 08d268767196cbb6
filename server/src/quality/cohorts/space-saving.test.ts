import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SpaceSaving } from "./space-saving.ts";

describe("a sketch of the most frequent values", () => {
  test("has every value that occurs in more than one of its room, and no bound is wrong", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (values, room) => {
        const sketch = new SpaceSaving(room);
        const truth = new Map<string, number>();
        for (const value of values.map(String)) {
          sketch.add(value);
          truth.set(value, (truth.get(value) ?? 0) + 1);
        }
        const kept = new Map(sketch.values.map((one) => [one.value, one]));
        expect(kept.size).toBeLessThanOrEqual(room);
        for (const [value, count] of truth) {
          const bounds = kept.get(value);
          if (count > values.length / room) expect(bounds).toBeDefined();
          if (bounds === undefined) continue;
          expect(bounds.least).toBeLessThanOrEqual(count);
          expect(bounds.most).toBeGreaterThanOrEqual(count);
        }
      }),
    );
  });

  test("says whether a value had to give way", () => {
    const sketch = new SpaceSaving(2);
    for (const value of ["a", "b", "a"]) sketch.add(value);
    expect(sketch.full).toBe(false);
    sketch.add("c");
    expect(sketch.full).toBe(true);
  });
});
