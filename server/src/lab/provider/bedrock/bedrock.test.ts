import { describe, expect, test } from "bun:test";
import { readStream } from "../../../wire/codec-suite/reading.ts";
import { bedrockConverse } from "../../../wire/bedrock/codec.ts";
import type { JsonObject } from "../../../wire/json/value.ts";
import { directive, testLab } from "../lab-fixture.ts";

const AT = `/model/${encodeURIComponent("us.anthropic.claude-opus-4-6-v1:0")}`;
const ROUTER = `/model/${encodeURIComponent("arn:aws:bedrock:us-east-1:1:default-prompt-router/anthropic.claude:1")}`;
const says = (text: string, role = "user"): JsonObject => ({ role, content: [{ text }] });
const toolConfig = { tools: [{ toolSpec: { name: "look", inputSchema: { json: { type: "object" } } } }] };

function rig() {
  const { ask } = testLab();
  return {
    ask,
    converse: async (request: JsonObject, at = AT) => {
      const answer = await ask(`${at}/converse`, request);
      const body = JSON.parse(answer.text) as {
        readonly output: { readonly message: { readonly content: readonly JsonObject[] } };
        readonly usage: Readonly<Record<string, number>>;
        readonly message: string;
        readonly trace?: JsonObject;
      };
      return { ...answer, body, content: body.output?.message.content ?? [] };
    },
  };
}

describe("the lab's Bedrock", () => {
  test("calls a tool, takes its result, and goes on", async () => {
    const { converse } = rig();
    const asked = says(directive({ tool: "look", input: { at: "it" }, after: "I have looked." }));
    const first = await converse({ messages: [asked], toolConfig });
    const use = first.content.at(-1)?.toolUse as { readonly toolUseId: string };
    expect(use).toMatchObject({ name: "look", input: { at: "it" } });
    const toolResult = { toolUseId: use.toolUseId, content: [{ text: "nothing" }] };
    const messages = [
      asked,
      { role: "assistant", content: first.content },
      { role: "user", content: [{ toolResult }] },
    ];
    expect((await converse({ messages, toolConfig })).content).toEqual([{ text: "I have looked." }]);
  });

  test("streams the same as frames, with reasoning where it is asked for", async () => {
    const thinking = { type: "enabled", budget_tokens: 1024 };
    const request = { messages: [says("say one two three")], additionalModelRequestFields: { thinking } };
    const whole = bedrockConverse.readResponse((await rig().converse(request)).bytes, 200);
    const { bytes, headers } = await rig().ask(`${AT}/converse-stream`, request);
    expect(headers.get("content-type")).toBe("application/vnd.amazon.eventstream");
    const streamed = readStream(bedrockConverse, bytes);
    expect(streamed).toMatchObject({ complete: true, textLength: whole.textLength, finishReason: "end_turn" });
    expect([whole.reasoning, streamed.reasoning].map((blocks) => blocks.length)).toEqual([1, 1]);
    expect(streamed.model).toBeUndefined();
  });

  test("names the model only where a router chose it", async () => {
    const { converse } = rig();
    expect((await converse({ messages: [says("say hi")] })).body.trace).toBeUndefined();
    const { bytes } = await converse({ messages: [says("say hi")] }, ROUTER);
    expect(bedrockConverse.readResponse(bytes, 200).model).toBe("anthropic.claude-haiku-4-5-20251001-v1:0");
  });

  test("caches up to a cache point, counts, and refuses nothing said", async () => {
    const { ask, converse } = rig();
    const long = { text: "word ".repeat(2_000) };
    const messages = [{ role: "user", content: [long, { cachePoint: { type: "default" } }] }];
    const [first, second] = [await converse({ messages }), await converse({ messages })];
    expect(first.body.usage.cacheWriteInputTokens).toBeGreaterThan(1_000);
    expect(second.body.usage.cacheReadInputTokens).toBe(first.body.usage.cacheWriteInputTokens);
    const counted = await ask(`${AT}/count-tokens`, { input: { converse: { messages: [says("say hi")] } } });
    const { usage } = (await converse({ messages: [says("say hi")] })).body;
    expect(JSON.parse(counted.text)).toEqual({ inputTokens: usage.inputTokens });
    const refused = await converse({ messages: [] });
    expect([refused.status, refused.headers.get("x-amzn-errortype")?.split(":")[0]]).toEqual([
      400,
      "ValidationException",
    ]);
    expect(refused.body.message).toBeString();
  });

  test("breaks off and fails in frames", async () => {
    const { ask } = rig();
    const request = { messages: [says("say one two three four five six seven")] };
    const failed = await ask(`${AT}/converse-stream`, request, { "x-lab-fault": "error-event=2" });
    expect(readStream(bedrockConverse, failed.bytes).error?.type).toBe("ServiceUnavailableException");
    const big = await ask(`${AT}/converse-stream`, request, { "x-lab-fault": "big-event=100000" });
    expect(readStream(bedrockConverse, big.bytes).complete).toBe(true);
    const broken = await ask(`${AT}/converse-stream`, request, { "x-lab-fault": "malformed=2" });
    expect(readStream(bedrockConverse, broken.bytes).complete).toBe(false);
  });
});
