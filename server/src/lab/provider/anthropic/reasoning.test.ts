import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { JsonObject } from "../../../wire/json/value.ts";
import { type Block, directive, testLab, user } from "../lab-fixture.ts";

const ADAPTIVE = { thinking: { type: "adaptive" } };
const [say, next] = [user("say hi"), user("and now?")];

/** A lab and one answer of it that has reasoning. */
async function reasoned(request = {}, seed = "lab") {
  const lab = testLab({ seed });
  const { body } = await lab.message({ ...ADAPTIVE, ...request });
  const back = (content: readonly unknown[]) =>
    lab.message({ ...ADAPTIVE, messages: [say, { role: "assistant", content }, next] });
  return { ...lab, body, back, content: body.content };
}

describe("reasoning", () => {
  test("comes where the request allows it, with a signature, and counts as output", async () => {
    const { body, message } = await reasoned();
    expect(body.content.map((block) => block.type)).toEqual(["thinking", "text"]);
    expect(body.content[0]?.thinking).not.toBe("");
    expect(body.usage.output_tokens).toBeGreaterThan(body.usage.output_tokens_details?.thinking_tokens ?? 0);
    for (const thinking of [undefined, { type: "disabled" }]) {
      expect((await message({ thinking })).body.content.map((block) => block.type)).toEqual(["text"]);
    }
  });

  test("grows with the effort, and keeps to a budget", async () => {
    const { message } = testLab();
    const spent = async (request: JsonObject) => {
      const { usage } = (await message({ max_tokens: 4000, ...request })).body;
      return usage.output_tokens_details?.thinking_tokens ?? 0;
    };
    const efforts = ["low", "medium", "high", "max"];
    const amounts: number[] = [];
    for (const effort of efforts) amounts.push(await spent({ ...ADAPTIVE, output_config: { effort } }));
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
    expect(amounts[0]).toBeLessThan(amounts[3] ?? 0);
    const turn = { role: "system", content: [], output_config: { effort: "low" } };
    expect(await spent({ ...ADAPTIVE, messages: [say, turn], output_config: { effort: "max" } })).toBeLessThan(100);
    const budget = { thinking: { type: "enabled", budget_tokens: 1024 }, output_config: { effort: "max" } };
    expect(await spent(budget)).toBeLessThanOrEqual(1024);
  });

  test("is taken back as it was, also when it was not shown or is redacted", async () => {
    const shown = await reasoned();
    expect((await shown.back(shown.content)).status).toBe(200);
    const hidden = await reasoned({ thinking: { type: "adaptive", display: "omitted" } });
    expect(hidden.content[0]?.thinking).toBe("");
    expect((await hidden.back(hidden.content)).status).toBe(200);
    const redacted = await reasoned({ messages: [user(directive({ redacted: true, text: "ok" }))] });
    expect(redacted.content[0]?.type).toBe("redacted_thinking");
    expect((await redacted.back(redacted.content)).status).toBe(200);
  });

  test("counts as input whole when it comes back, shown or not", async () => {
    const { content, json } = await reasoned({ thinking: { type: "adaptive", display: "omitted" } });
    const count = async (blocks: readonly Block[]) => {
      const messages = [say, { role: "assistant", content: blocks }, next];
      return (await json("/v1/messages/count_tokens", { model: "m", messages })).body.input_tokens;
    };
    expect((await count(content)) - (await count(content.slice(1)))).toBeGreaterThan(100);
  });

  test("is refused with any other text or signature, or from another lab", async () => {
    const { content, back } = await reasoned();
    const block = content[0] as { thinking: string; signature: string };
    const rest = content.slice(1);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom("thinking", "signature"),
        fc.string({ minLength: 1 }),
        async (at, of, put) => {
          const member = of;
          const place = at % block[member].length;
          const changed = block[member].slice(0, place) + put + block[member].slice(place + 1);
          fc.pre(changed !== block[member]);
          // Base64 that decodes to the same bytes is the same signature.
          fc.pre(
            member === "thinking" || !Buffer.from(changed, "base64").equals(Buffer.from(block.signature, "base64")),
          );
          const refused = await back([{ ...block, [member]: changed }, ...rest]);
          expect(refused.status).toBe(400);
          expect(refused.body.error).toMatchObject({ type: "invalid_request_error" });
          expect(refused.body.error.message).toContain("messages.1.content.0: Invalid `signature` in `thinking` block");
        },
      ),
      {
        numRuns: 60,
        // A line more behind the signature's last.
        examples: [[block.signature.length - 1, "signature", "K "]],
      },
    );
    const foreign = await reasoned({}, "another seed");
    expect((await back(foreign.content)).status).toBe(400);
  });

  test("is refused without a signature, and twice in one message", async () => {
    const { content, back } = await reasoned();
    expect((await back([{ ...content[0], signature: "" }, ...content.slice(1)])).status).toBe(400);
    expect((await back([content[0], content[0], content[1]])).body.error.message).toContain("cannot be modified");
  });

  test("follows what a directive says", async () => {
    const { message } = testLab();
    const told = await message({ ...ADAPTIVE, messages: [user(directive({ think: "Hm.", text: "ok" }))] });
    expect(told.body.content[0]?.thinking).toBe("Hm.");
    const none = await message({ ...ADAPTIVE, messages: [user(directive({ think: false, text: "ok" }))] });
    expect(none.body.content.map((block) => block.type)).toEqual(["text"]);
  });
});

describe("a chat model that reasons", () => {
  test("says how much, by effort, and others do not reason", async () => {
    const { chat } = testLab();
    const spent = async (request: JsonObject) =>
      (await chat(request)).body.usage.completion_tokens_details.reasoning_tokens;
    expect(await spent({ model: "gpt-4o" })).toBe(0);
    expect(await spent({ model: "gpt-5.5", reasoning_effort: "none" })).toBe(0);
    expect(await spent({ model: "gpt-5.5", reasoning_effort: "low" })).toBeGreaterThan(0);
    expect(await spent({ model: "gpt-5.5", reasoning_effort: "high" })).toBeGreaterThan(
      await spent({ model: "gpt-5.5" }),
    );
  });
});
