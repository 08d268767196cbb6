import { ChatAnthropic } from "@langchain/anthropic";
import { AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";

const { BASE_URL: url, KEY: apiKey, CASE, PROMPTS, PROVIDER } = process.env;
const prompts = JSON.parse(PROMPTS);
const model = {
  openai: () => new ChatOpenAI({ model: "gpt-4o", apiKey, configuration: { baseURL: `${url}/v1` } }),
  anthropic: () => new ChatAnthropic({ model: "claude-opus-4-6", apiKey, anthropicApiUrl: url, maxTokens: 1000 }),
}[PROVIDER]();
const look = {
  openai: { type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } },
  anthropic: { name: "look", input_schema: { type: "object", properties: {} } },
}[PROVIDER];

async function streamed(prompt) {
  let text = "";
  for await (const chunk of await model.stream(prompt)) text += chunk.text;
  return text;
}

const cases = {
  "one-shot": async () => (await model.invoke(prompts.hi)).text,
  streamed: () => streamed(prompts.hi),
  "tool-loop": async () => {
    const bound = model.bindTools([look]);
    const messages = [new HumanMessage(prompts.tool)];
    const called = await bound.invoke(messages);
    const result = new ToolMessage({ content: "nothing", tool_call_id: called.tool_calls[0].id });
    return (await bound.invoke([...messages, called, result])).text;
  },
  "multi-turn": async () => {
    const first = await model.invoke(prompts.hi);
    const messages = [new HumanMessage(prompts.hi), new AIMessage(first.text), new HumanMessage(prompts.ho)];
    return (await model.invoke(messages)).text;
  },
  cancel: async () => {
    const leave = new AbortController();
    try {
      for await (const chunk of await model.stream(prompts.slow, { signal: leave.signal }))
        if (chunk.text !== "") leave.abort();
    } catch {
      return "gone";
    }
    return "gone";
  },
  busy: async () => (await model.invoke(prompts.busy)).text,
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
