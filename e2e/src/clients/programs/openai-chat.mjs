import OpenAI from "openai";

const { BASE_URL: baseURL, KEY: apiKey, CASE, PROMPTS } = process.env;
const prompts = JSON.parse(PROMPTS);
const client = new OpenAI({ baseURL, apiKey });
const model = "gpt-5.5";
const tools = [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }];

const user = (content) => ({ role: "user", content });
const ask = async (messages, more = {}) =>
  (await client.chat.completions.create({ model, messages, ...more })).choices[0].message;

async function streamed(content) {
  let text = "";
  const stream = await client.chat.completions.create({ model, messages: [user(content)], stream: true });
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  return text;
}

const cases = {
  "one-shot": async () => (await ask([user(prompts.hi)])).content,
  streamed: () => streamed(prompts.hi),
  "tool-loop": async () => {
    const messages = [user(prompts.tool)];
    const called = await ask(messages, { tools });
    const result = { role: "tool", tool_call_id: called.tool_calls[0].id, content: "nothing" };
    return (await ask([...messages, called, result], { tools })).content;
  },
  "multi-turn": async () => {
    const messages = [user(prompts.hi)];
    messages.push(await ask(messages), user(prompts.ho));
    return (await ask(messages)).content;
  },
  cancel: async () => {
    const stream = await client.chat.completions.create({ model, messages: [user(prompts.slow)], stream: true });
    for await (const _chunk of stream) stream.controller.abort();
    return "gone";
  },
  busy: async () => (await ask([user(prompts.busy)])).content,
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
