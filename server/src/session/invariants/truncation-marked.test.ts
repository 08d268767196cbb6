import { describe, expect, test } from "bun:test";
import { anthropicMessages } from "../../wire/anthropic/codec.ts";
import { readValue } from "../../wire/codec-suite/reading.ts";
import type { RequestMoment } from "./invariant.ts";
import { truncationMarked } from "./truncation-marked.ts";

const check = (...contents: readonly string[]) => {
  const messages = contents.map((content) => ({ role: "user", content }));
  const { messages: read } = readValue(anthropicMessages, { model: "m", messages });
  const truncated = read.flatMap((message) => message.truncated ?? []);
  return truncationMarked.check({ truncated } as unknown as RequestMoment);
};

describe("TRUNCATION_MARKED", () => {
  test("fires where results of tools were cleared or cut", () => {
    expect(check("go on", "[Old tool result content cleared]")?.message).toContain("[Old tool result content cleared]");
    expect(
      check("first lines\n… 8123 tokens truncated …\nlast lines", "[Old tool result content cleared]"),
    ).toMatchObject({ now: 2 });
  });

  test("is silent where nothing was, where text only speaks of it, and where a list goes on with dots", () => {
    expect(check("go on")).toBeUndefined();
    expect(check("Please truncate the table to ten rows.")).toBeUndefined();
    expect(check("one, two, three ... ten")).toBeUndefined();
  });
});
