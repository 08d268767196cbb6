import Anthropic from "@anthropic-ai/sdk";

const { BASE_URL: baseURL, KEY: apiKey, CASE, PROMPTS } = process.env;
const prompts = JSON.parse(PROMPTS);
const client = new Anthropic({ baseURL, apiKey });
const request = { model: "claude-opus-4-6", max_tokens: 1000 };
const tools = [{ name: "look", input_schema: { type: "object", properties: {} } }];

const user = (content) => ({ role: "user", content });
const ask = (messages, more = {}) => client.messages.create({ ...request, messages, ...more });
const textOf = ({ content }) => content.map(({ text = "" }) => text).join("");

const streamed = async (content) =>
  textOf(await client.messages.stream({ ...request, messages: [user(content)] }).finalMessage());

const cases = {
  "one-shot": async () => textOf(await ask([user(prompts.hi)])),
  streamed: () => streamed(prompts.hi),
  "tool-loop": async () => {
    const messages = [user(prompts.tool)];
    const { content } = await ask(messages, { tools });
    const call = content.find(({ type }) => type === "tool_use");
    const result = { type: "tool_result", tool_use_id: call.id, content: "nothing" };
    return textOf(await ask([...messages, { role: "assistant", content }, user([result])], { tools }));
  },
  "multi-turn": async () => {
    const messages = [user(prompts.hi)];
    const { content } = await ask(messages);
    return textOf(await ask([...messages, { role: "assistant", content }, user(prompts.ho)]));
  },
  cancel: async () => {
    const stream = await client.messages.create({ ...request, messages: [user(prompts.slow)], stream: true });
    for await (const _event of stream) stream.controller.abort();
    return "gone";
  },
  busy: async () => textOf(await ask([user(prompts.busy)])),
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
