import { describe, expect, test } from "bun:test";
import { ValueHistory } from "./value-history.ts";

describe("the history of values", () => {
  test("names what came up when something changed, the nearest first, and not what came long before", () => {
    const history = new ValueHistory([]);
    for (let place = 1; place <= 1_000; place++)
      history.add(
        {
          version: place < 500 ? "1" : place < 600 ? "2" : "3",
          model: place < 100 ? "a" : "b",
          session: `s${place}`,
          region: place % 2 === 0 ? "eu" : "us",
        },
        place,
        place * 10,
      );
    expect(history.around(510)).toEqual([
      { attribute: "version", value: "2", before: "1", place: 500, time: 5_000 },
      { attribute: "version", value: "3", before: "2", place: 600, time: 6_000 },
    ]);
  });

  test("leaves out what is known to differ from unit to unit, and what the first units had", () => {
    const history = new ValueHistory(["task"]);
    for (let place = 1; place <= 40; place++)
      history.add({ task: place < 20 ? "x" : "y", plan: "free" }, place, undefined);
    expect(history.around(20)).toEqual([]);
    expect(history.around(1)).toEqual([]);
  });
});
