import { describe, expect, test } from "bun:test";
import { directive, testLab, textOf, user } from "./lab-fixture.ts";
import type { SeenRequest } from "./mind.ts";

const EDITS = { edits: [{ type: "clear_thinking_20251015", keep: { type: "thinking_turns", value: 1 } }] };

describe("a lab with a mind of its own", () => {
  test("is told what arrived: the history as its edits left it, effort, prompt and length", async () => {
    const seen: SeenRequest[] = [];
    const { message } = testLab({ mind: (request) => (seen.push(request), { text: "minded", calls: [] }) });
    const thinking = { thinking: { type: "adaptive" }, output_config: { effort: "low" }, system: "Be short." };
    const messages: object[] = [user("one")];
    for (const said of ["two", "three"]) {
      const { body } = await message({ ...thinking, messages });
      messages.push({ role: "assistant", content: body.content }, user(said));
    }
    const { body } = await message({ ...thinking, messages, context_management: EDITS });
    expect(textOf(body)).toBe("minded");
    const last = seen.at(-1);
    expect(last).toMatchObject({ effort: "low", thinks: true, system: "Be short.", model: "claude-opus-4-6" });
    const kept = last?.history.map(({ blocks }) => blocks.some(({ type }) => type === "thinking"));
    expect(kept).toEqual([false, false, false, true, false]);
    expect(last?.tokens).toBe(body.usage.input_tokens);
  });

  test("does what a directive says, and answers plainly where the mind has nothing to say", async () => {
    const { message } = testLab({ mind: () => undefined });
    expect(textOf((await message({ messages: [user("say hello")] })).body)).toBe("Hello!");
    const minded = testLab({ mind: () => ({ text: "minded", calls: [] }) });
    const { body } = await minded.message({ messages: [user(directive({ text: "directed" }))] });
    expect(textOf(body)).toBe("directed");
  });
});
