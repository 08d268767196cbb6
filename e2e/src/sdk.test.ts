import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { Deployment } from "./harness.ts";

const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: observe
`;

let deployment: Deployment;
let key: string;
beforeAll(async () => {
  deployment = await Deployment.start({ contracts: { assistant: CONTRACT } });
  key = await deployment.key();
});
afterAll(() => deployment.stop());

const HEADERS = [
  "exchange",
  "contract",
  "contract-digest",
  "role",
  "prompt-digest",
  "model",
  "effort",
  "delegation",
  "rollout",
];

function expectHeaders(response: Response): void {
  for (const name of HEADERS) expect([name, response.headers.get(`bellwether-${name}`)]).not.toEqual([name, null]);
}

describe("the openai SDK with nothing but base URL and key", () => {
  const client = (): OpenAI => new OpenAI({ baseURL: `${deployment.url}/v1`, apiKey: key });

  test("gets a chat completion, and its record says who served it", async () => {
    const { data, response } = await client()
      .chat.completions.create({ model: "gpt-5.5", messages: [{ role: "user", content: "say hi" }] })
      .withResponse();
    expect(data.choices[0]?.message.content).toMatch(/hi/i);
    expectHeaders(response);
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    expect(record).toMatchObject({
      surface: "assistant",
      model_requested: "gpt-5.5",
      model_sent: "gpt-5.5",
      model_served: "gpt-5.5",
      model_source: "observed",
      outcome: "complete",
      streamed: false,
      client: "openai-node",
      synthetic: true,
    });
    expect(record["input_tokens"]).toBe(data.usage?.prompt_tokens);
    expect(record["output_tokens"]).toBe(data.usage?.completion_tokens);
  });

  test("gets a streamed one, whole and with usage", async () => {
    const { data: stream, response } = await client()
      .chat.completions.create({
        model: "gpt-5.5",
        stream: true,
        stream_options: { include_usage: true },
        messages: [{ role: "user", content: "say hi" }],
      })
      .withResponse();
    let text = "";
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      tokens = chunk.usage?.completion_tokens ?? tokens;
    }
    expect(text).toMatch(/hi/i);
    expectHeaders(response);
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    expect(record).toMatchObject({
      outcome: "complete",
      streamed: true,
      finish_reason: "stop",
      output_tokens: tokens,
      text_length: text.length,
    });
  });

  test("calls a tool and goes on with its result, in one session by its history alone", async () => {
    const tools: OpenAI.Chat.ChatCompletionTool[] = [
      {
        type: "function",
        function: {
          name: "get_weather",
          description: "Weather of a city",
          parameters: { type: "object", properties: { city: { type: "string" } } },
        },
      },
    ];
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
      { role: "user", content: '[[lab {"tool":"get_weather","input":{"city":"Oslo"}}]]' },
    ];
    const first = await client().chat.completions.create({ model: "gpt-5.5", tools, messages }).withResponse();
    const call = first.data.choices[0]?.message.tool_calls?.[0];
    expect(call).toMatchObject({ type: "function", function: { name: "get_weather" } });
    messages.push(first.data.choices[0]!.message, { role: "tool", tool_call_id: call!.id, content: "4 degrees" });
    const second = await client().chat.completions.create({ model: "gpt-5.5", tools, messages }).withResponse();
    const [one, two] = await Promise.all(
      [first, second].map(({ response }) => deployment.record(response.headers.get("bellwether-exchange"))),
    );
    expect(one).toMatchObject({ turn: 1, tool_calls: ["get_weather"], tools_count: 1 });
    expect(two).toMatchObject({
      session: one!["session"],
      session_source: "prefix",
      turn: 1,
      prefix_stable: true,
      epoch: 0,
    });
  });

  test("gets an error that it understands for a key that is not known", async () => {
    const error = await new OpenAI({ baseURL: `${deployment.url}/v1`, apiKey: "nobody" }).chat.completions
      .create({ model: "m", messages: [] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
  });
});

describe("the Anthropic SDK with nothing but base URL and key", () => {
  const client = (): Anthropic => new Anthropic({ baseURL: deployment.url, apiKey: key });

  test("gets a message, and its record says effort, thinking and prompt sections", async () => {
    const { data, response } = await client()
      .messages.create({
        model: "claude-opus-4-6",
        max_tokens: 2_000,
        system: [
          { type: "text", text: "You are kind." },
          { type: "text", text: "You are brief." },
        ],
        messages: [{ role: "user", content: "say hi" }],
        thinking: { type: "enabled", budget_tokens: 1_024 },
      })
      .withResponse();
    expect(data.content.some((block) => block.type === "text" && /hi/i.test(block.text))).toBe(true);
    expectHeaders(response);
    const record = await deployment.record(response.headers.get("bellwether-exchange"));
    expect(record).toMatchObject({
      thinking_requested: "enabled:1024",
      model_served: "claude-opus-4-6",
      max_tokens_sent: 2_000,
      client: "anthropic-node",
    });
    expect((record["prompt_sections"] as string[]).length).toBe(2);
  });

  test("streams a message", async () => {
    const stream = client().messages.stream({
      model: "claude-opus-4-6",
      max_tokens: 500,
      messages: [{ role: "user", content: "say hi" }],
    });
    const message = await stream.finalMessage();
    expect(message.stop_reason).toBe("end_turn");
    const record = await deployment.record(stream.response?.headers.get("bellwether-exchange") ?? null);
    expect(record).toMatchObject({ outcome: "complete", streamed: true, output_tokens: message.usage.output_tokens });
  });

  test("counts tokens and lists models", async () => {
    const counted = await client().messages.countTokens({
      model: "claude-opus-4-6",
      messages: [{ role: "user", content: "say hi" }],
    });
    expect(counted.input_tokens).toBeGreaterThan(0);
    const models = await client().models.list();
    expect(models.data.length).toBeGreaterThan(0);
  });

  test("is given back a record within a second of the end, and only its own", async () => {
    const { response } = await client()
      .messages.create({ model: "claude-opus-4-6", max_tokens: 50, messages: [{ role: "user", content: "say hi" }] })
      .withResponse();
    const id = response.headers.get("bellwether-exchange");
    const ended = Date.now();
    const mine = await deployment.record(id);
    console.log(`the record was there ${Date.now() - ended} ms after the end of its exchange`);
    expect(mine["exchange"]).toBe(id);
    const other = await deployment.key("--tenant", "other");
    const refused = await fetch(`${deployment.url}/api/v1/exchanges/${id}`, {
      headers: { authorization: `Bearer ${other}` },
    });
    expect(refused.status).toBe(404);
    const own = await fetch(`${deployment.url}/api/v1/exchanges/${id}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(own.status).toBe(200);
  });
});
