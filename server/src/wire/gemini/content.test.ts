import { describe, expect, test } from "bun:test";
import { encode } from "../codec-suite/reading.ts";
import { content } from "./content.ts";
import { chunk, declaration, sse } from "./fixtures/answers.ts";

const streamed = (...chunks: readonly unknown[]) => content.answer(encode(sse(...chunks)), true);
const whole = (value: unknown) => content.answer(encode(JSON.stringify(value)), false);
const request = (value: unknown) => content.request(encode(JSON.stringify(value)));

/** The arguments of a call that begins, takes pieces and ends. */
function partial(...partialArgs: readonly object[]): string | undefined {
  const pieces = [
    { name: "write", willContinue: true },
    ...partialArgs.map((piece) => ({ partialArgs: [piece], willContinue: true })),
    {},
  ];
  const read = streamed(...pieces.map((functionCall) => chunk([{ functionCall }])));
  expect(read.toolCalls.map((call) => call.name)).toEqual(["write"]);
  return read.toolCalls[0]?.arguments;
}

describe("what an answer of Gemini says", () => {
  test("is the first alternative, in whatever order a stream brings them", () => {
    const second = chunk([{ text: "two" }, { functionCall: { name: "b", args: {} } }], {}, { index: 1 });
    expect(streamed(second, chunk([{ text: "one" }]))).toEqual({ text: "one", toolCalls: [] });
  });

  test("is the same of one list of chunks, and has no thoughts in it", () => {
    const chunks = [chunk([{ text: "hm", thought: true }]), chunk([{ text: "Hi " }]), chunk([{ text: "you" }])];
    expect(whole(chunks)).toEqual({ text: "Hi you", toolCalls: [] });
    expect(streamed(...chunks)).toEqual(whole(chunks));
  });

  test("has `{}` as arguments where a call brings none, in either spelling", () => {
    const parts = [{ functionCall: { name: "now" } }, { function_call: { name: "now", args: null } }];
    expect(whole(chunk(parts)).toolCalls).toEqual([
      { name: "now", arguments: "{}" },
      { name: "now", arguments: "{}" },
    ]);
  });

  test("has arguments that are streamed, put together where their paths say", () => {
    expect(
      partial(
        { jsonPath: "$.city", stringValue: "San ", willContinue: true },
        { jsonPath: "$.city", stringValue: "Francisco", willContinue: true },
        { jsonPath: "$.city", stringValue: "" },
        { jsonPath: "$.at[0].day", numberValue: 0 },
        { jsonPath: "$.at[0].sure", boolValue: false },
        { jsonPath: "$.at[1]['the \\'day\\'']", nullValue: "NULL_VALUE" },
        { json_path: '$.at[1]["größe"][0]', string_value: "é" },
      ),
    ).toBe('{"city":"San Francisco","at":[{"day":0,"sure":false},{"the \'day\'":null,"größe":["é"]}]}');
  });

  test("has only those of them that can be put anywhere", () => {
    const odd = ["city", "$", "$..a", "$.a[", "$.ok[0]", "$.ok.deeper", "$.list[4000000000]", "$.list[9]", "$.list.x"];
    expect(
      partial(
        { jsonPath: "$.ok", stringValue: "yes" },
        { jsonPath: "$.list[0]", numberValue: 1 },
        ...odd.map((jsonPath) => ({ jsonPath, numberValue: 7 })),
        { jsonPath: "$.nothing" },
        {},
      ),
    ).toBe('{"ok":"yes","list":[1]}');
  });

  test("has names of every object among its arguments, and does them no harm", () => {
    const paths = ["$.__proto__.polluted", "$.constructor.prototype.polluted", "$.a[0].__proto__.polluted"];
    const given = partial(...paths.map((jsonPath) => ({ jsonPath, stringValue: "x" })));
    expect(given).toBe(
      '{"__proto__":{"polluted":"x"},"constructor":{"prototype":{"polluted":"x"}},"a":[{"__proto__":{"polluted":"x"}}]}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("what a request of Gemini asks", () => {
  test("is what a person said last, also beside results, but not pictures beside them", () => {
    const result = { functionResponse: { name: "read", response: { output: "a result" } } };
    const first = { parts: [{ text: "look" }] };
    expect(request({ contents: [first, { role: "user", parts: [result, { inlineData: {} }] }] }).question).toBe("look");
    expect(request({ contents: [first, { role: "user", parts: [result, { text: "stop" }] }] }).question).toBe("stop");
    expect(request({ contents: [first, { role: "function", parts: [result] }] }).question).toBe("look");
  });

  test("has schemas as JSON schemas, whichever way they are written", () => {
    const declared = { name: "b", parameters_json_schema: { type: "object" } };
    const tools = [{ functionDeclarations: [declaration("a"), declared, { name: "c" }] }, { google_search: {} }];
    expect(request({ tools }).tools).toEqual([
      { name: "a", schema: { type: "object" } },
      { name: "b", schema: { type: "object" } },
      { name: "c" },
      { name: "googleSearch" },
    ]);
  });
});
