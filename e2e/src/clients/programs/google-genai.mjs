import { GoogleGenAI } from "@google/genai";

const { BASE_URL: baseUrl, KEY: apiKey, CASE, PROMPTS } = process.env;
const prompts = JSON.parse(PROMPTS);
const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl, retryOptions: { attempts: 3 } } });
const model = "gemini-2.5-pro";
const config = { tools: [{ functionDeclarations: [{ name: "look", parametersJsonSchema: { type: "object" } }] }] };

const user = (text) => ({ role: "user", parts: [{ text }] });
const ask = (contents, more = {}) => models.generateContent({ model, contents, ...more });

async function streamed(contents, config = {}) {
  let text = "";
  for await (const chunk of await models.generateContentStream({ model, contents, config })) text += chunk.text ?? "";
  return text;
}

const cases = {
  "one-shot": async () => (await ask(prompts.hi)).text,
  streamed: () => streamed(prompts.hi),
  "tool-loop": async () => {
    const called = await ask([user(prompts.tool)], { config });
    const functionResponse = { name: "look", response: { output: "nothing" } };
    const result = { role: "user", parts: [{ functionResponse }] };
    return (await ask([user(prompts.tool), called.candidates[0].content, result], { config })).text;
  },
  "multi-turn": async () => {
    const first = await ask([user(prompts.hi)]);
    return (await ask([user(prompts.hi), first.candidates[0].content, user(prompts.ho)])).text;
  },
  cancel: async () => {
    const leave = new AbortController();
    const stream = await models.generateContentStream({
      model,
      contents: prompts.slow,
      config: { abortSignal: leave.signal },
    });
    try {
      for await (const _chunk of stream) leave.abort();
    } catch {
      return "gone";
    }
    return "not gone";
  },
  busy: async () => (await ask(prompts.busy)).text,
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
