import { describe, expect, test } from "bun:test";
import { expectPair, rulesFound } from "../rule-suite.ts";

describe("JOURNEY_CHANGED", () => {
  test("is another way to recognise it", () => {
    expectPair(
      "JOURNEY_CHANGED",
      "journeys: { ci: { match: { header: x-ci } } }\n",
      "journeys: { ci: { match: { header: x-build } } }\n",
    );
  });

  test("is one that is gone", () => {
    expectPair("JOURNEY_CHANGED", "journeys: { ci: {}, night: {} }\n", "journeys: { ci: {} }\n");
  });

  test("is not another order of keys", () => {
    expect(
      rulesFound(
        "journeys: { ci: { weight: heavy, match: { header: x-ci } } }\n",
        "journeys: { ci: { match: { header: x-ci }, weight: heavy } }\n",
      ),
    ).toEqual([]);
  });

  test("is not the same conditions written otherwise", () => {
    const journey = (match: string): string => `journeys: { ci: { match: ${match} } }\n`;
    expect(rulesFound(journey('{ header: x-ci, idle: ">1h" }'), journey('{ header: [x-ci], idle: "> 60m" }'))).toEqual(
      [],
    );
  });
});
