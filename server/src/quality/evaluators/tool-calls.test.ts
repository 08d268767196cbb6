import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JudgedCall, OfferedTool } from "./evaluator.ts";
import { toolCalls } from "./tool-calls.ts";

const WEATHER: OfferedTool = {
  name: "get_weather",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
};
const CLOCK: OfferedTool = { name: "clock" };
const call = (name: string, args: unknown): JudgedCall => ({
  name,
  arguments: typeof args === "string" ? args : JSON.stringify(args),
});

function judge(calls: readonly JudgedCall[], settings: unknown = {}, tools: readonly OfferedTool[] = [WEATHER, CLOCK]) {
  const prepared = toolCalls.prepare("tools", settings);
  if (!prepared.ok) throw new Error(prepared.message);
  return prepared.judge({ text: "", toolCalls: calls, tools });
}

describe("a tool call", () => {
  test("is valid where the tool was offered and its arguments fit", () => {
    expect(judge([call("get_weather", { city: "Ulm" })])).toMatchObject({ outcome: "judged", value: 1 });
    expect(judge([call("clock", ""), call("clock", { any: 1 })])).toMatchObject({ value: 1, why: "all 2 are" });
  });

  test.each([
    ["of a tool that was not offered", call("rm", {}), 'call 1, "rm", is of a tool that was not offered'],
    ["of what every object has", call("constructor", {}), "not offered"],
    ["with arguments that are cut off", call("get_weather", '{"city": "U'), "no JSON"],
    ["with arguments that are a list", call("clock", "[]"), "no JSON object"],
    ["without what is required", call("get_weather", ""), "must have required property 'city'"],
    ["with more than there is", call("get_weather", { city: "Ulm", day: 1 }), "additional properties (day)"],
  ])("is bad %s", (_, bad, words) => {
    expect(judge([bad])).toMatchObject({ outcome: "judged", value: 0, why: expect.stringContaining(words) });
  });

  test("counts with the others: all have to be valid, or their share counts", () => {
    const calls = [call("clock", {}), call("rm", {}), call("get_weather", {}), call("clock", {})];
    expect(judge(calls)).toMatchObject({ value: 0, why: expect.stringMatching(/^call 2.*; and 1 more$/) });
    expect(judge(calls, { score: "share" })).toMatchObject({ value: 0.5 });
  });

  test("is nothing to judge where there is none, unless one had to be", () => {
    expect(judge([])).toMatchObject({ outcome: "nothing_to_judge", why: "it calls no tool" });
    expect(judge([], { without_calls: "bad" })).toMatchObject({ value: 0 });
  });

  test("is not judged by a schema that nothing can be held against", () => {
    const tools = [
      { name: "odd", schema: { pattern: "(?=a)" } },
      { name: "deep", schema: { $ref: "#" } },
    ];
    expect(judge([call("odd", {})], {}, tools)).toMatchObject({
      outcome: "unjudged",
      why: "call 1 is of a tool whose schema is none that arguments can be held against",
    });
    expect(judge([call("deep", {})], {}, tools)).toMatchObject({ outcome: "unjudged" });
    expect(judge(Array.from({ length: 200 }, () => call("clock", {})))).toMatchObject({ outcome: "unjudged" });
  });

  test("is judged alike again and again, with schemas that come anew each time", () => {
    const prepared = toolCalls.prepare("tools", {});
    if (!prepared.ok) throw new Error(prepared.message);
    for (let round = 0; round < 3; round++)
      for (const [minimum, value] of [
        [1, 1],
        [3, 0],
      ]) {
        const tools = [{ name: "n", schema: { properties: { a: { minimum } } } }];
        expect(prepared.judge({ text: "", toolCalls: [call("n", { a: 2 })], tools })).toMatchObject({ value });
      }
  });

  test("is judged or not, and never throws, whatever the model wrote", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("get_weather", "clock", "__proto__"),
        fc.oneof(fc.json(), fc.string()),
        (name, args) => {
          const judged = judge([{ name, arguments: args }]);
          expect(judged.outcome === "judged" && [0, 1].includes(judged.value)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
