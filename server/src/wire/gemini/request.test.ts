import { describe, expect, test } from "bun:test";
import { readValue, testMemo } from "../codec-suite/reading.ts";
import { gemini } from "./codec.ts";
import { ANSWER, call, declaration, PARTS } from "./fixtures/answers.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a client of Gemini's", () => {
  test("is known by its user agent, products before the SDK that they are built on", () => {
    const hints = (agent: string) => readValue(gemini, {}, { "user-agent": agent }).hints;
    expect(hints("GeminiCLI/0.61.0/gemini-2.5-pro (linux; x64) google-genai-sdk/1.30.0 gl-node/v24")).toEqual({
      client: "gemini-cli",
      clientVersion: "0.61.0",
    });
    expect(hints("google-genai-sdk/1.68.0 gl-python/3.12.1")).toEqual({
      client: "google-genai",
      clientVersion: "1.68.0",
    });
  });
});

const read = (request: object) => readValue(gemini, request, {}, testMemo(), { model: "m", stream: false });
const user = { role: "user", parts: [{ text: "Hi" }] };

describe("a request of Gemini", () => {
  test("means the same in either spelling, and says so when it uses both", () => {
    const one = read({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { maxOutputTokens: 5, thinkingConfig: { thinkingBudget: 512 } },
      tools: [{ functionDeclarations: [declaration("read")] }, { googleSearch: {} }],
      contents: [{ role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "AA" } }] }],
    });
    const other = read({
      system_instruction: { parts: [{ text: "Be brief." }] },
      generation_config: { max_output_tokens: 5, thinking_config: { thinking_budget: 512 } },
      tools: [{ function_declarations: [declaration("read")] }, { google_search: {} }],
      contents: [{ role: "user", parts: [{ inline_data: { mime_type: "image/png", data: "AA" } }] }],
    });
    expect(other.fields).toEqual(one.fields);
    expect(one.fields).toMatchObject({ max_tokens: 5, thinking: "enabled:512" });
    expect(other.systemText).toBe(one.systemText);
    expect(other.messages[0]?.digest).toBe(one.messages[0]?.digest ?? "");
    expect(one.tools.map(({ name }) => name)).toEqual(["read", "googleSearch"]);
    expect(one.saidTwice).toBeUndefined();
    expect(read({ generationConfig: {}, generation_config: {} }).saidTwice).toBe("generation_config");
    const nested = { thinkingConfig: { thinkingBudget: 0, thinking_budget: 9 } };
    expect(read({ generationConfig: nested }).saidTwice).toBe("thinking_budget");
    expect(read({ model: "models/other", contents: [user] }).saidTwice).toBe("model");
    expect(read({ model: "models/m", contents: [user] }).saidTwice).toBeUndefined();
  });

  test("offers one tool as it would a list of one, as Google takes it", () => {
    const one = read({ tools: { functionDeclarations: [declaration("read")] }, contents: [user] });
    const list = read({ tools: [{ functionDeclarations: [declaration("read")] }], contents: [user] });
    expect(one.fields).toEqual(list.fields);
    expect(one.tools.map(({ name }) => name)).toEqual(["read"]);
  });

  test("thinks as its budget says", () => {
    const thinking = (thinkingBudget: unknown) =>
      read({ generationConfig: { thinkingConfig: { thinkingBudget } } }).fields.thinking;
    expect([0, -1, 2048, "16", null].map(thinking)).toEqual([
      "disabled",
      "adaptive",
      "enabled:2048",
      "enabled:16",
      undefined,
    ]);
    const unsaid = { thinkingConfig: { thinkingLevel: "THINKING_LEVEL_UNSPECIFIED" } };
    expect(read({ generationConfig: unsaid }).fields.effort).toBeUndefined();
  });

  test("digests the schema of the answer under each of its names", () => {
    const format = (config: object) => read({ generationConfig: config }).fields.response_format;
    const schema = { type: "object" };
    const digest = format({ responseMimeType: "application/json", responseSchema: schema });
    expect(digest).toStartWith("json_schema:sha256:");
    expect(format({ responseJsonSchema: schema })).toBe(digest);
    expect(format({ response_json_schema: schema })).toBe(digest);
    expect(format({ responseMimeType: "text/plain" })).toBe("text");
    expect(format({ responseMimeType: "text/x.enum" })).toBe("text/x.enum");
  });

  test("says in the tool's own words which tool is forced", () => {
    const choice = (functionCallingConfig: object) => read({ toolConfig: { functionCallingConfig } }).toolChoice;
    expect(choice({ mode: "ANY" })).toBe("any");
    expect(choice({ mode: "ANY", allowedFunctionNames: ["read"] })).toBe("tool:read");
    expect(choice({ mode: "VALIDATED" })).toBe("auto");
    expect(choice({ mode: "NONE" })).toBe("none");
  });

  test("takes the same schema for the same tool, however it is written", () => {
    const digest = (parts: object) =>
      read({ tools: [{ functionDeclarations: [{ name: "t", ...parts }] }] }).fields.tools_digest;
    const google = { type: "OBJECT", properties: { type: { type: "STRING", enum: ["A"] } } };
    const json = { type: "object", properties: { type: { type: "string", enum: ["A"] } } };
    const plain = digest({ parametersJsonSchema: json });
    expect(digest({ parameters: google })).toBe(plain);
    expect(digest({ parameters_json_schema: json })).toBe(plain);
    const other = { type: "object", properties: { type: { type: "string", enum: ["a"] } } };
    expect(digest({ parametersJsonSchema: other })).not.toBe(plain);
  });

  test("takes results of tools for no turn of a person's, and words beside them for one", () => {
    const turn = (parts: readonly unknown[], role = "user") => read({ contents: [{ role, parts }] }).messages[0];
    const result = { functionResponse: { name: "read", response: { output: "x" } } };
    expect(turn([result])).toMatchObject({ role: "user", turn: false });
    expect(turn([result, { inlineData: { mimeType: "image/png", data: "AA" } }])?.turn).toBe(false);
    expect(turn([result, { text: "And now?" }])?.turn).toBe(true);
    expect(turn([result], "function")).toMatchObject({ role: "tool", turn: false });
    expect(turn([{ text: "x" }], "oracle")).toMatchObject({ role: "system", turn: false });
    expect(read({ contents: [{ parts: [{ text: "x" }] }] }).messages[0]?.turn).toBe(true);
  });

  test("names a call by its id, else by its function, and keeps what it says out of skeletons", () => {
    const parts = [{ functionCall: { name: "read", args: { name: "Ann", age: 41 } } }, call("c2", "edit")];
    const message = read({ contents: [{ role: "model", parts }] }).messages[0];
    expect(message?.toolCalls).toEqual(["read", "c2"]);
    expect(message?.skeleton).not.toContain("Ann");
    expect(message?.skeleton).not.toContain("41");
  });

  test("loses no reasoning when thoughts go, as long as the signatures stay", () => {
    const reasoning = (parts: readonly unknown[]) =>
      read({ contents: [{ role: "model", parts }] }).messages[0]?.reasoning;
    const answer = gemini.readResponse(encode(JSON.stringify(ANSWER)), 200);
    expect(reasoning(PARTS.slice(1))).toEqual(answer.reasoning);
    expect(answer.reasoning).toHaveLength(1);
    expect(reasoning([{ text: "I will look." }])).toEqual([]);
    expect(reasoning([{ text: "hm", thought: true }])).toHaveLength(1);
  });

  test("gets back no thoughts that nothing signed, and none of several alternatives", () => {
    const answered = (...candidates: readonly (readonly object[])[]) =>
      gemini.readResponse(
        encode(JSON.stringify({ candidates: candidates.map((parts, index) => ({ index, content: { parts } })) })),
        200,
      );
    const thought = { text: "hm", thought: true };
    const signed = { text: "Yes.", thoughtSignature: "c2ln" };
    expect(answered([thought, { text: "Yes." }])).toMatchObject({ reasoning: [expect.any(String)], returnable: [] });
    expect(answered([thought, signed]).returnable).toBeUndefined();
    expect(answered([signed], [signed]).returnable).toEqual([]);
  });
});
