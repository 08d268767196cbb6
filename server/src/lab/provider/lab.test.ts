import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readStream } from "../../wire/codec-suite/reading.ts";
import { CODECS } from "../../wire/codecs.ts";
import type { ResponseFacts, Usage } from "../../wire/facts.ts";
import { directive, testLab, textOf, user } from "./lab-fixture.ts";

const TOOLS = [
  { name: "Bash", description: "runs", input_schema: { type: "object", properties: { command: { type: "string" } } } },
];
const FUNCTIONS = [{ type: "function", function: { name: "Bash", parameters: TOOLS[0]?.input_schema } }];

describe("a lab", () => {
  test("says what it is asked to say, in both formats", async () => {
    const { message, chat } = testLab();
    const one = await message({});
    expect(one.body).toMatchObject({ type: "message", model: "claude-opus-4-6", stop_reason: "end_turn" });
    expect(textOf(one.body)).toBe("Hi!");
    expect(one.body.id).toMatch(/^msg_01\w{22}$/);
    expect(one.headers.get("request-id")).toMatch(/^req_01\w{22}$/);
    const two = await chat({});
    expect(two.body.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { role: "assistant", content: "Hi!" },
    });
    expect(two.body.id).toMatch(/^chatcmpl-\w{29}$/);
    expect(two.headers.get("x-request-id")).toMatch(/^req_/);
    for (const { headers } of [one, two]) expect(headers.get("x-lab")).toBe("1");
  });

  test("answers the same to the same requests in the same state, whatever came between", async () => {
    const answers = async (seed: string, before: string) => {
      const { message, chat } = testLab({ seed });
      await message({ messages: [user(before)] });
      const request = { messages: [user("What is a lab?")], thinking: { type: "adaptive" } };
      const texts = [];
      for (const ask of [() => message(request), () => chat(request), () => message(request)]) {
        const { text, headers } = await ask();
        texts.push([text, headers.get("request-id") ?? headers.get("x-request-id")]);
      }
      return texts;
    };
    expect(await answers("s", "a")).toEqual(await answers("s", "b"));
    expect(await answers("s", "a")).not.toEqual(await answers("t", "a"));
    const [first, , again] = await answers("s", "a");
    expect(first).not.toEqual(again ?? []);
  });

  test("resolves only the aliases that it was given", async () => {
    const { message } = testLab({ aliases: { "claude-haiku-4-5": "claude-haiku-4-5-20251001" } });
    expect((await message({ model: "claude-haiku-4-5" })).body.model).toBe("claude-haiku-4-5-20251001");
    expect((await message({ model: "claude-sonnet-4-6" })).body.model).toBe("claude-sonnet-4-6");
  });

  test("lists its models to each client in its own form, and answers a probe", async () => {
    const { ask } = testLab({ models: ["a", "b"] });
    const anthropic = JSON.parse((await ask("/v1/models", null, {}, "GET")).text) as unknown;
    expect(anthropic).toMatchObject({ data: [{ type: "model", id: "a" }, { id: "b" }], has_more: false });
    const bearer = { "x-api-key": "", authorization: "Bearer k", "user-agent": "OpenAI/JS" };
    const { lab } = testLab({ models: ["a"] });
    const openai = await lab.handle(new Request("http://lab/v1/models", { headers: { authorization: "Bearer k" } }));
    expect(await openai.json()).toMatchObject({ object: "list", data: [{ object: "model", id: "a" }] });
    expect((await ask("/", null, bearer, "HEAD")).status).toBe(200);
    expect((await ask("/v1/models/c", null, {}, "GET")).status).toBe(404);
    expect((await ask("/v1/elsewhere", {})).status).toBe(404);
    expect(JSON.parse((await ask("/v1beta/models", null, {}, "GET")).text)).toMatchObject({
      models: [{ name: "models/a" }, { name: "models/b" }],
    });
  });

  test("refuses what no provider takes, in the provider's words", async () => {
    const { message, chat, json } = testLab();
    const refused = await message({ max_tokens: undefined });
    expect(refused).toMatchObject({ status: 400, body: { type: "error", error: { type: "invalid_request_error" } } });
    expect(refused.body.error.message).toContain("max_tokens");
    expect((await message({ messages: [] })).status).toBe(400);
    expect((await chat({ messages: [] })).body.error).toMatchObject({
      type: "invalid_request_error",
      param: "messages",
    });
    expect((await json("/v1/messages", 7)).status).toBe(400);
    expect((await message({ thinking: { type: "enabled", budget_tokens: 2000 } })).body.error.message).toContain(
      "budget",
    );
  });

  test("accepts fields that it does not know", async () => {
    const { message, chat } = testLab();
    expect((await message({ brand_new: { a: [1] }, metadata: { user_id: "u" } })).status).toBe(200);
    expect((await chat({ brand_new: 1, logprobs: true, seed: 7 })).status).toBe(200);
  });

  test("takes any credential, and demands one only when told to", async () => {
    const strict = testLab({ requireCredential: true });
    expect((await strict.message({})).status).toBe(200);
    expect((await strict.message({}, { "x-api-key": "", authorization: "Bearer x" })).status).toBe(200);
    const refused = await strict.message({}, { "x-api-key": " " });
    expect(refused).toMatchObject({ status: 401, body: { error: { type: "authentication_error" } } });
    expect((await strict.chat({}, { "x-api-key": "" })).body.error.code).toBe("invalid_api_key");
    expect((await testLab().message({}, { "x-api-key": "" })).status).toBe(200);
  });

  test("stops at max_tokens and at stop sequences", async () => {
    const { message, chat } = testLab();
    const say = user("say one two three four five six seven");
    const short = await message({ messages: [say], max_tokens: 3 });
    expect(short.body).toMatchObject({ stop_reason: "max_tokens", usage: { output_tokens: 3 } });
    expect(textOf(short.body)).toBe("One two thre");
    const stopped = await message({ messages: [say], stop_sequences: ["five", "three"] });
    expect(stopped.body).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "three" });
    expect(textOf(stopped.body)).toBe("One two ");
    expect((await chat({ messages: [say], max_completion_tokens: 3 })).body.choices[0]?.finish_reason).toBe("length");
    expect((await chat({ messages: [say], stop: "two" })).body.choices[0]?.message.content).toBe("One ");
  });

  test("gives as many choices as asked, and echoes the tier", async () => {
    const { chat } = testLab();
    const { body } = await chat({ n: 3, service_tier: "flex" });
    expect(body.choices).toHaveLength(3);
    expect(body.service_tier).toBe("flex");
    expect((await chat({})).body.service_tier).toBe("default");
  });
});

/** A request for each format that says the same, streamed or not. */
const request = fc.record({
  said: fc.oneof(
    fc.string(),
    fc.string({ unit: "grapheme", minLength: 1 }).map((text) => directive({ text })),
    fc.constant(
      directive({ text: "Let me look.", tools: [{ tool: "Bash", input: { command: "ls é😀" } }, { tool: "Bash" }] }),
    ),
    fc.constant(directive({ fallback: "claude-other" })),
    fc.constant(directive({ advisor: "claude-wise" })),
    fc.constant(directive({ redacted: true })),
  ),
  maxTokens: fc.integer({ min: 1, max: 400 }),
  effort: fc.constantFrom("low", "medium", "high", "max"),
  thinking: fc.boolean(),
});

describe("what a lab says is what the codecs read", () => {
  const usageAddsUp = (usage: Usage | undefined): void => {
    expect(usage).toBeDefined();
    if (usage === undefined) return;
    expect(usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h).toBeLessThanOrEqual(usage.input);
    expect(usage.output).toBeGreaterThan(0);
    expect(usage.reasoning ?? 0).toBeLessThanOrEqual(usage.output);
  };
  const withoutId = ({ id: _id, toolCalls, reasoning, reply: _reply, items: _items, ...facts }: ResponseFacts) => ({
    ...facts,
    tools: toolCalls.map((call) => call.name),
    reasoning: reasoning.length,
  });

  test("and a stream says the same as a body, in Anthropic's format", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ said, maxTokens, effort, thinking }) => {
        const body = {
          model: "claude-opus-4-6",
          max_tokens: maxTokens,
          messages: [user([{ type: "text", text: said, cache_control: { type: "ephemeral" } }])],
          tools: TOOLS,
          output_config: { effort },
          ...(thinking ? { thinking: { type: "adaptive" } } : {}),
          context_management: { edits: [] },
        };
        const codec = CODECS["anthropic-messages"];
        const facts = codec.readResponse((await testLab().ask("/v1/messages", body)).bytes, 200);
        // The stream's body differs in a byte, so its ids differ; nothing else does in what is said.
        const streamed = await testLab().ask("/v1/messages", { ...body, stream: true });
        const read = readStream(codec, streamed.bytes);
        expect(read.complete).toBe(true);
        usageAddsUp(facts.usage);
        usageAddsUp(read.usage);
        if (said.includes("[[lab") && !thinking) expect(withoutId(read)).toEqual(withoutId(facts));
      }),
      { numRuns: 150 },
    );
  });

  test("and a stream says the same as a body, in OpenAI's format", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ said, maxTokens, effort, thinking }) => {
        const body = {
          model: "gpt-5.5",
          max_completion_tokens: maxTokens,
          messages: [user(said)],
          tools: FUNCTIONS,
          n: 2,
          reasoning_effort: thinking ? effort : "none",
        };
        const codec = CODECS["openai-chat"];
        const facts = codec.readResponse((await testLab().ask("/v1/chat/completions", body)).bytes, 200);
        const options = { stream: true, stream_options: { include_usage: true } };
        const streamed = await testLab().ask("/v1/chat/completions", { ...body, ...options });
        const read = readStream(codec, streamed.bytes);
        expect(read.complete).toBe(true);
        usageAddsUp(facts.usage);
        usageAddsUp(read.usage);
        if (said.includes("[[lab") && !thinking) expect(withoutId(read)).toEqual(withoutId(facts));
      }),
      { numRuns: 150 },
    );
  });

  test("and a stream says the same as a body, in the format of OpenAI Responses", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ said, maxTokens, effort, thinking }) => {
        const body = {
          model: "gpt-5.5",
          max_output_tokens: maxTokens,
          input: [user(said)],
          tools: [{ type: "function", name: "Bash", parameters: TOOLS[0]?.input_schema }],
          reasoning: { effort: thinking ? effort : "none", summary: "auto" },
          include: ["reasoning.encrypted_content"],
        };
        const codec = CODECS["openai-responses"];
        const facts = codec.readResponse((await testLab().ask("/v1/responses", body)).bytes, 200);
        const streamed = await testLab().ask("/v1/responses", { ...body, stream: true });
        const read = readStream(codec, streamed.bytes);
        expect(read.complete).toBe(true);
        usageAddsUp(facts.usage);
        usageAddsUp(read.usage);
        expect(facts.reasoning).toHaveLength(thinking ? 1 : 0);
        if (said.includes("[[lab") && !thinking) expect(withoutId(read)).toEqual(withoutId(facts));
      }),
      { numRuns: 150 },
    );
  });

  test("and a stream says the same as a body, in Gemini's format", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ said, maxTokens, thinking }) => {
        const body = {
          contents: [{ role: "user", parts: [{ text: said }] }],
          tools: [{ functionDeclarations: [{ name: "Bash", parametersJsonSchema: TOOLS[0]?.input_schema }] }],
          generationConfig: {
            maxOutputTokens: maxTokens,
            thinkingConfig: thinking ? { includeThoughts: true } : { thinkingBudget: 0 },
          },
        };
        fc.pre(said !== "");
        const codec = CODECS.gemini;
        const at = "/v1beta/models/gemini-2.5-pro";
        const facts = codec.readResponse((await testLab().ask(`${at}:generateContent`, body)).bytes, 200);
        const streamed = await testLab().ask(`${at}:streamGenerateContent?alt=sse`, body);
        const read = readStream(codec, streamed.bytes);
        expect([facts.complete, read.complete, read.model]).toEqual([true, true, "gemini-2.5-pro"]);
        usageAddsUp(facts.usage);
        usageAddsUp(read.usage);
        if (!thinking) expect(withoutId(read)).toMatchObject({ textLength: facts.textLength });
      }),
      { numRuns: 150 },
    );
  });

  test("and a stream says the same as a body, in the format of Converse", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ said, maxTokens, thinking }) => {
        fc.pre(said !== "");
        const body = {
          messages: [{ role: "user", content: [{ text: said }] }],
          inferenceConfig: { maxTokens },
          toolConfig: { tools: [{ toolSpec: { name: "Bash", inputSchema: { json: TOOLS[0]?.input_schema } } }] },
          ...(thinking ? { additionalModelRequestFields: { thinking: { type: "adaptive" } } } : {}),
        };
        const codec = CODECS["bedrock-converse"];
        const at = "/model/us.anthropic.claude-opus-4-6-v1%3A0";
        const facts = codec.readResponse((await testLab().ask(`${at}/converse`, body)).bytes, 200);
        const streamed = await testLab().ask(`${at}/converse-stream`, body);
        const read = readStream(codec, streamed.bytes);
        expect([facts.complete, read.complete, read.model]).toEqual([true, true, undefined]);
        usageAddsUp(facts.usage);
        usageAddsUp(read.usage);
        if (!thinking) expect(withoutId(read)).toMatchObject({ textLength: facts.textLength });
      }),
      { numRuns: 150 },
    );
  });

  test("and usage is in a stream only where it was asked for", async () => {
    const { ask } = testLab();
    const body = { model: "gpt-4o", messages: [user("say hi")], stream: true };
    expect((await ask("/v1/chat/completions", body)).text).not.toContain('"usage"');
    expect((await ask("/v1/chat/completions", body)).text).toEndWith("data: [DONE]\n\n");
  });

  test("and an event has its name in front, with a ping behind the first block's start", async () => {
    const { ask } = testLab();
    const { text } = await ask("/v1/messages", {
      model: "m",
      max_tokens: 50,
      stream: true,
      messages: [user("say hi")],
    });
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map((match) => match[1]);
    expect(names.slice(0, 4)).toEqual(["message_start", "content_block_start", "ping", "content_block_delta"]);
    expect(names.slice(-3)).toEqual(["content_block_stop", "message_delta", "message_stop"]);
  });
});
