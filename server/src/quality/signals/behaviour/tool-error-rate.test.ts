import { expect, test } from "bun:test";
import type { RecordParts } from "../../../exchange/record.ts";
import { skeletonText } from "../../../wire/json/skeleton.ts";
import { sessionOf } from "./fixtures/session.ts";
import { toolErrorRate } from "./tool-error-rate.ts";

/** A request that brings the results of these calls. */
function request(...results: readonly (readonly [call: string, failed?: boolean])[]): RecordParts {
  const content = results.map(([call, failed]) => ({
    type: "tool_result",
    tool_use_id: call,
    ...(failed === undefined ? {} : { is_error: failed }),
  }));
  return {
    format: "anthropic-messages",
    skeleton: JSON.stringify({ messages: [{ role: "user", content }, "t:1:ab"] }),
  };
}

test("is the share of results that say they are errors", () => {
  expect(toolErrorRate.measure(sessionOf(request(["a"], ["b", true]), request(["c"], ["d"])))).toBe(0.25);
});

test("counts a result once, however often the history brings it", () => {
  expect(toolErrorRate.measure(sessionOf(request(["a", true]), request(["a", true], ["b"])))).toBe(0.5);
});

test("says nothing where no tool was called, or the format has no such flag", () => {
  expect(toolErrorRate.measure(sessionOf(request(), { format: "anthropic-messages", skeleton: "" }))).toBeUndefined();
  expect(toolErrorRate.measure(sessionOf({ ...request(["a"]), format: "openai-chat" }))).toBeUndefined();
});

test("reads the skeleton that a gateway writes", () => {
  const results = {
    role: "user",
    content: [{ type: "tool_result", tool_use_id: "toolu_1", is_error: true, content: "no such file" }],
  };
  const skeleton = `{"messages":[${skeletonText(results, (text) => `t:${text.length}:00`)}]}`;
  expect(skeleton).not.toContain("no such file");
  expect(toolErrorRate.measure(sessionOf({ format: "anthropic-messages", skeleton }))).toBe(1);
});
