import { describe, expect, test } from "bun:test";
import { BellwetherError } from "../../core/error.ts";
import { readStream, readValue } from "../codec-suite/reading.ts";
import { writeMessage } from "../event-stream/message.ts";
import { joinPieces } from "../event-stream/frame-reader.ts";
import { scanBody } from "../json/scan.ts";
import { bedrockConverse } from "./codec.ts";
import { delta, frames, METADATA, START, STREAM, toolUse } from "./fixtures/answers.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (request: object) => readValue(bedrockConverse, request, {}, undefined, { model: "m" });
const answer = (value: object, status = 200) => bedrockConverse.readResponse(encode(JSON.stringify(value)), status);
const ARN = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-v1:0";

describe("a request of Converse", () => {
  test("thinks and tries as each maker's models are asked to", () => {
    const fields = (additionalModelRequestFields: object) => read({ additionalModelRequestFields }).fields;
    expect(fields({ reasoning_config: { type: "enabled", budget_tokens: 1024 } }).thinking).toBe("enabled:1024");
    expect(fields({ thinking: { type: "adaptive" } }).thinking).toBe("adaptive");
    expect(fields({ reasoning_effort: "low" }).effort).toBe("low");
    expect(fields({ reasoningConfig: { type: "enabled", maxReasoningEffort: "high" } })).toMatchObject({
      thinking: "enabled",
      effort: "high",
    });
    expect(fields({ top_k: 5, whatever: [1] })).toEqual({ model: "m" });
  });

  test("says which tool is forced, and is no turn of a person's where it only brings results", () => {
    const choice = (toolChoice: object) => read({ toolConfig: { tools: [], toolChoice } }).toolChoice;
    expect([choice({ any: {} }), choice({ auto: {} }), choice({ tool: { name: "read" } })]).toEqual([
      "any",
      "auto",
      "tool:read",
    ]);
    const turn = (content: readonly object[]) => read({ messages: [{ role: "user", content }] }).messages[0]?.turn;
    const result = { toolResult: { toolUseId: "c", content: [{ text: "x" }], status: "success" } };
    expect(turn([result, { cachePoint: { type: "default" } }])).toBe(false);
    expect(turn([result, { text: "And now?" }])).toBe(true);
    expect(turn([{ image: { format: "png", source: { bytes: "AA==" } } }])).toBe(true);
  });

  test("keeps what tools are given, and what is said, out of skeletons", () => {
    const { messages } = read({
      messages: [{ role: "assistant", content: [{ text: "Ann" }, { toolUse: { name: "t", input: { age: 41 } } }] }],
    });
    expect(messages[0]?.skeleton).not.toContain("Ann");
    expect(messages[0]?.skeleton).not.toContain("41");
  });

  test("digests the schema of its answer, which it writes as a text", () => {
    const format = (schema: unknown) =>
      read({ outputConfig: { textFormat: { type: "json_schema", structure: { jsonSchema: { schema, name: "n" } } } } })
        .fields.response_format;
    expect(format('{"type":"object"}')).toStartWith("json_schema:sha256:");
    expect(format('{ "type": "object" }')).toBe(format('{"type":"object"}'));
  });

  test("has no place for Claude's fields where the model is another maker's", () => {
    const values = { effort: "high", thinking: "adaptive", max_tokens: 5, betas: ["b"] };
    const unplaced = (model: string) => bedrockConverse.fill(scanBody(encode("{}")), values, { model }).unplaced;
    expect(unplaced("us.amazon.nova-lite-v1:0")).toEqual(["thinking", "effort", "betas"]);
    expect(unplaced("us.anthropic.claude-opus-4-6-v1:0")).toEqual([]);
  });
});

describe("an answer of Converse", () => {
  test("names no model, unless a prompt router chose it", () => {
    const said = { output: { message: { role: "assistant", content: [{ text: "Hi" }] } }, stopReason: "end_turn" };
    expect(answer(said).model).toBeUndefined();
    const trace = { promptRouter: { invokedModelId: ARN } };
    expect(answer({ ...said, trace }).model).toBe("anthropic.claude-haiku-4-5-v1:0");
    const routed = frames(
      START,
      delta(0, { text: "Hi" }),
      ["messageStop", { stopReason: "end_turn" }],
      ["metadata", { trace }],
    );
    expect(readStream(bedrockConverse, routed).model).toBe("anthropic.claude-haiku-4-5-v1:0");
  });

  test("makes no call of what ran on the provider's side", () => {
    const server = { toolUse: { toolUseId: "s", name: "nova_code_interpreter", type: "server_tool_use" } };
    const content = [server, { toolResult: { toolUseId: "s", content: [] } }, toolUse("c", "look")];
    const said = answer({ output: { message: { role: "assistant", content } }, stopReason: "tool_use" });
    expect(said.toolCalls).toEqual([{ id: "c", name: "look" }]);
    const start = { contentBlockIndex: 0, start: server };
    expect(readStream(bedrockConverse, frames(START, ["contentBlockStart", start])).toolCalls).toEqual([]);
  });

  test("that is a bare message is an error, and under a 200 no end", () => {
    expect(answer({ message: "The provided model identifier is invalid." }, 400)).toMatchObject({
      error: { type: "unknown", message: "The provided model identifier is invalid." },
      complete: true,
    });
    expect(answer({ message: "x", __type: "com.amazon.coral#ThrottlingException" }, 429).error?.type).toBe(
      "ThrottlingException",
    );
    expect(answer({ message: "x" }).complete).toBe(false);
  });
});

describe("a stream of Converse", () => {
  const read = (bytes: Uint8Array) => readStream(bedrockConverse, bytes);

  test("is whole also where its usage comes before its end, or not at all", () => {
    const stop = ["messageStop", { stopReason: "end_turn" }] as const;
    expect(read(frames(START, METADATA, stop))).toMatchObject({ complete: true, usage: { output: 40 } });
    expect(read(frames(START, stop)).complete).toBe(true);
    expect(read(frames(START, stop).subarray(0, -1)).complete).toBe(false);
    expect(read(frames(START, stop, METADATA).subarray(0, -1)).complete).toBe(false);
  });

  test("that ends in an exception or an error has failed", () => {
    const exception = writeMessage(
      { ":exception-type": "throttlingException", ":content-type": "application/json", ":message-type": "exception" },
      '{"message":"Too many tokens"}',
    );
    expect(read(joinPieces([frames(START), exception]))).toMatchObject({
      error: { type: "ThrottlingException", message: "Too many tokens" },
      complete: true,
    });
    const headers = { ":message-type": "error", ":error-code": "InternalError", ":error-message": "went wrong" };
    expect(read(joinPieces([frames(START), writeMessage(headers, "")])).error).toEqual({
      type: "InternalError",
      message: "went wrong",
    });
  });

  test("is cut at the first byte that is not as it was sent, and says what came before", () => {
    const bytes = frames(...STREAM);
    const first = frames(START).length;
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      const facts = read(changed);
      expect(facts.complete, `byte ${at}`).toBe(false);
      expect(facts.finishReason === undefined || at >= bytes.length - frames(METADATA).length).toBe(true);
    }
    expect(read(bytes.subarray(0, first)).complete).toBe(false);
  });

  test("ends with our errors as an exception that its SDKs have a class for", () => {
    const event = bedrockConverse.errorEvent(new BellwetherError("contract_violated", "refused"), "id-1");
    const text = new TextDecoder().decode(event as Uint8Array);
    expect(text).toContain("validationException");
    expect(text).toContain('"message":"refused"');
    expect(bedrockConverse.errorHeaders?.(new BellwetherError("contract_violated", "refused"), "id-1")).toEqual({
      "x-amzn-errortype": "ConflictException",
      "x-amzn-requestid": "id-1",
    });
  });
});
