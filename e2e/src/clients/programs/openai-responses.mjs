import OpenAI from "openai";

const { BASE_URL: baseURL, KEY: apiKey, CASE, PROMPTS } = process.env;
const prompts = JSON.parse(PROMPTS);
const client = new OpenAI({ baseURL, apiKey });
const model = "gpt-5.5";
const tools = [{ type: "function", name: "look", parameters: { type: "object", properties: {} }, strict: false }];

const ask = (input, more = {}) => client.responses.create({ model, input, ...more });

async function streamed(input) {
  let text = "";
  for await (const event of await client.responses.create({ model, input, stream: true }))
    if (event.type === "response.output_text.delta") text += event.delta;
  return text;
}

const cases = {
  "one-shot": async () => {
    const answer = await ask(prompts.hi);
    const kept = await client.responses.retrieve(answer.id);
    await client.responses.delete(answer.id);
    const gone = await client.responses.retrieve(answer.id).catch((error) => error.status);
    if (kept.output_text !== answer.output_text || gone !== 404) throw new Error("what was kept is not what was said");
    return answer.output_text;
  },
  streamed: () => streamed(prompts.hi),
  "tool-loop": async () => {
    const called = await ask(prompts.tool, { tools });
    const { call_id } = called.output.find(({ type }) => type === "function_call");
    const result = { type: "function_call_output", call_id, output: "nothing" };
    return (await ask([result], { tools, previous_response_id: called.id })).output_text;
  },
  "multi-turn": async () => {
    const first = await ask(prompts.hi);
    return (await ask(prompts.ho, { previous_response_id: first.id })).output_text;
  },
  cancel: async () => {
    const stream = await client.responses.create({ model, input: prompts.slow, stream: true });
    for await (const _event of stream) stream.controller.abort();
    return "gone";
  },
  busy: async () => (await ask(prompts.busy)).output_text,
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
