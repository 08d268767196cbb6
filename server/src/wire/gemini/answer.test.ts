import { describe, expect, test } from "bun:test";
import { BellwetherError } from "../../core/error.ts";
import { readStream } from "../codec-suite/reading.ts";
import { gemini } from "./codec.ts";
import { chunk, HEAD, sse, USAGE } from "./fixtures/answers.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("an answer of Gemini", () => {
  test("that ends before its usage comes is whole, with the usage", () => {
    const end = chunk([{ text: "Hi" }], { usageMetadata: undefined }, { finishReason: "STOP" });
    const facts = readStream(gemini, encode(sse(end, { usageMetadata: USAGE, ...HEAD })));
    expect(facts).toMatchObject({ complete: true, finishReason: "STOP", usage: { input: 120 } });
  });

  test("is cut where its last chunk has no reason, also when one before it had one", () => {
    const early = chunk([{ text: "a" }], {}, { finishReason: "STOP" });
    expect(readStream(gemini, encode(sse(early, chunk([{ text: "b" }])))).complete).toBe(false);
    const two = (index: number, more: object = {}) => chunk([{ text: "a" }], {}, { index, ...more });
    expect(readStream(gemini, encode(sse(two(0, { finishReason: "STOP" }), two(1)))).complete).toBe(false);
  });

  test("to a blocked prompt is whole, without a finish reason", () => {
    const blocked = { promptFeedback: { blockReason: "SAFETY" }, ...HEAD };
    const facts = readStream(gemini, encode(sse(blocked)));
    expect(facts).toMatchObject({ complete: true, model: "gemini-2.5-pro", textLength: 0 });
    expect(facts.finishReason).toBeUndefined();
    expect(gemini.readResponse(encode(JSON.stringify(blocked)), 200)).toEqual(facts);
  });

  test("as one list of chunks says what the stream of them says", () => {
    const chunks = [
      chunk([{ text: "Hi " }]),
      chunk([{ text: "you" }], { usageMetadata: USAGE }, { finishReason: "STOP" }),
    ];
    const whole = gemini.readResponse(encode(JSON.stringify(chunks)), 200);
    expect(whole).toEqual(readStream(gemini, encode(sse(...chunks))));
    expect(readStream(gemini, encode(JSON.stringify(chunks)))).toMatchObject({ complete: false, textLength: 0 });
  });

  test("counts a call whose arguments are streamed once", () => {
    const pieces = [
      { name: "weather", willContinue: true },
      { partialArgs: [{ jsonPath: "$.city", stringValue: "Rome" }], willContinue: true },
      {},
      { name: "weather", args: {} },
    ].map((functionCall) => chunk([{ functionCall }]));
    expect(readStream(gemini, encode(sse(...pieces))).toolCalls).toEqual([
      { id: "weather", name: "weather" },
      { id: "weather", name: "weather" },
    ]);
  });
});

describe("an error for a client of Gemini", () => {
  test("is one line of data, whatever its message has in it", () => {
    const event = String(gemini.errorEvent(new BellwetherError("upstream_cut", "a\u2028b\u2029c\u0085d\ne"), "id-1"));
    expect(event).toMatch(/^data: [^\n\r\u0085\u2028\u2029]*\n\n$/);
    const { error } = JSON.parse(event.slice("data: ".length)) as { error: { code: number; message: string } };
    expect(error).toMatchObject({ code: 502, message: "a\u2028b\u2029c\u0085d\ne" });
  });
});
