import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const { BASE_URL: endpoint, KEY, CASE, PROMPTS, AUTH } = process.env;
const prompts = JSON.parse(PROMPTS);
const signs = AUTH === "signature";
const client = new BedrockRuntimeClient({
  endpoint,
  region: "us-east-1",
  requestHandler: new NodeHttpHandler(),
  ...(signs
    ? { credentials: { accessKeyId: "AKIAOFTHECALLER", secretAccessKey: "secret-of-the-caller" } }
    : { token: { token: KEY }, authSchemePreference: ["httpBearerAuth"] }),
});
if (signs) {
  const addKey = (next) => (args) => {
    args.request.headers["bellwether-key"] = KEY;
    return next(args);
  };
  client.middlewareStack.add(addKey, { step: "build", name: "bellwetherKey" });
}
const modelId = "us.anthropic.claude-opus-4-6-v1:0";
const inputSchema = { json: { type: "object" } };
const toolConfig = { tools: [{ toolSpec: { name: "look", description: "looks", inputSchema } }] };

const user = (text) => ({ role: "user", content: [{ text }] });
const textOf = ({ content }) => content.map(({ text }) => text ?? "").join("");
const ask = async (messages, more = {}) => {
  const { output } = await client.send(new ConverseCommand({ modelId, messages, ...more }));
  return output.message;
};

async function streamed(messages) {
  const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }));
  let text = "";
  for await (const { contentBlockDelta } of stream) text += contentBlockDelta?.delta.text ?? "";
  return text;
}

const cases = {
  "one-shot": async () => textOf(await ask([user(prompts.hi)])),
  streamed: () => streamed([user(prompts.hi)]),
  "tool-loop": async () => {
    const called = await ask([user(prompts.tool)], { toolConfig });
    const { toolUseId } = called.content.find(({ toolUse }) => toolUse !== undefined).toolUse;
    const result = { role: "user", content: [{ toolResult: { toolUseId, content: [{ text: "nothing" }] } }] };
    return textOf(await ask([user(prompts.tool), called, result], { toolConfig }));
  },
  "multi-turn": async () => {
    const first = await ask([user(prompts.hi)]);
    return textOf(await ask([user(prompts.hi), first, user(prompts.ho)]));
  },
  cancel: async () => {
    const leave = new AbortController();
    const command = new ConverseStreamCommand({ modelId, messages: [user(prompts.slow)] });
    try {
      const { stream } = await client.send(command, { abortSignal: leave.signal });
      for await (const _event of stream) {
        leave.abort();
        client.destroy();
      }
    } catch {
      return "gone";
    }
    return "not gone";
  },
  busy: async () => textOf(await ask([user(prompts.busy)])),
  cut: async () => {
    const first = await streamed([user(prompts.cut)]).then(
      (text) => ({ first: text }),
      (error) => ({ failed: `${error.name}: ${error.message}` }),
    );
    return { ...first, text: await streamed([user(prompts.cut)]) };
  },
};

const result = await cases[CASE]();
console.log(JSON.stringify(typeof result === "string" ? { text: result } : result));
process.exit(0);
