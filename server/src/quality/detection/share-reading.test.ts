import { describe, expect, test } from "bun:test";
import { randomOf } from "../statistics/seeded-random.ts";
import { ShareReader, shareOf } from "./share-reading.ts";
import { Stages } from "./stages.ts";

/** What is read from units of a ramp, whose p is written one way or the other. */
function readingOf(written: "own" | "candidate", shares: readonly number[]): string {
  const random = randomOf(11);
  const reader = new ShareReader();
  for (const share of shares) {
    const candidate = random() < share;
    reader.add(candidate, written === "candidate" || candidate ? share : 1 - share);
  }
  return reader.reading;
}
const constant = (share: number): readonly number[] => Array.from({ length: 3_000 }, () => share);
const ramp = Array.from({ length: 3_000 }, (_, unit) => 0.01 + (0.97 * unit) / 3_000);

describe("whose probability p is", () => {
  test.each([
    ["a tenth", constant(0.1)],
    ["nine tenths", constant(0.9)],
    ["a third", constant(1 / 3)],
    ["a ramp", ramp],
  ] as const)("is told by the arms for %s", (_, shares) => {
    expect(readingOf("own", shares)).toBe("own");
    expect(readingOf("candidate", shares)).toBe("candidate");
  });

  test("is the unit's own arm's where both are the same, and where nothing was seen", () => {
    expect(readingOf("candidate", constant(0.5))).toBe("own");
    expect(readingOf("candidate", [])).toBe("own");
    expect([shareOf("own", false, 0.9), shareOf("own", true, 0.1), shareOf("candidate", false, 0.1)]).toEqual([
      expect.closeTo(0.1, 12),
      0.1,
      0.1,
    ]);
  });
});

describe("the stages of a rollout", () => {
  test("begin where the share is another, and a ramp has eight at most", () => {
    const begun = (shares: readonly number[]): number => {
      const stages = new Stages();
      for (const share of shares) stages.add(share);
      return stages.count;
    };
    expect(begun([0.01, 0.01, 0.05, 0.05, 0.25, 0.25])).toBe(3);
    expect(begun(constant(0.5))).toBe(1);
    expect(begun(ramp)).toBe(8);
    expect(begun([0, 1, Number.NaN])).toBe(0);
  });
});
