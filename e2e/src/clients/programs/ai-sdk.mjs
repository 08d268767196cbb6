import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, isStepCount, jsonSchema, stepCountIs, streamText, tool } from "ai";

const { BASE_URL: url, KEY: apiKey, CASE, PROMPTS, PROVIDER } = process.env;
const prompts = JSON.parse(PROMPTS);
const model = {
  openai: () => createOpenAI({ baseURL: `${url}/v1`, apiKey })("gpt-5.5"),
  anthropic: () => createAnthropic({ baseURL: `${url}/v1`, apiKey })("claude-opus-4-6"),
  google: () => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey })("gemini-2.5-pro"),
}[PROVIDER]();
const schema = jsonSchema({ type: "object", properties: {} });
const tools = { look: tool({ description: "looks", inputSchema: schema, execute: () => "nothing" }) };
const steps = (stepCountIs ?? isStepCount)(3);

const ask = async (more) => (await generateText({ model, ...more })).text;

async function streamed(prompt) {
  let text = "";
  for await (const part of streamText({ model, prompt, maxRetries: 0 }).fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type === "text-delta") text += part.text;
  }
  return text;
}

const cases = {
  "one-shot": () => ask({ prompt: prompts.hi }),
  streamed: () => streamed(prompts.hi),
  "tool-loop": () => ask({ prompt: prompts.tool, tools, stopWhen: steps }),
  "multi-turn": async () => {
    const messages = [{ role: "user", content: prompts.hi }];
    const { response } = await generateText({ model, messages });
    return ask({ messages: [...messages, ...response.messages, { role: "user", content: prompts.ho }] });
  },
  cancel: async () => {
    const leave = new AbortController();
    const { fullStream } = streamText({ model, prompt: prompts.slow, abortSignal: leave.signal });
    for await (const part of fullStream) if (part.type === "text-delta") leave.abort();
    return "gone";
  },
  busy: () => ask({ prompt: prompts.busy }),
  cut: async () => {
    const first = await streamed(prompts.cut).then(
      (text) => ({ first: text }),
      (error) => ({ failed: error.constructor.name }),
    );
    return { ...first, text: await streamed(prompts.cut) };
  },
};

const result = await cases[CASE]();
console.log(JSON.stringify(typeof result === "string" ? { text: result } : result));
