import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";

const { BASE_URL: endpoint, KEY, MODEL: modelId } = process.env;
const client = new BedrockRuntimeClient({
  endpoint,
  region: "us-east-1",
  requestHandler: new NodeHttpHandler(),
  token: { token: KEY },
  authSchemePreference: ["httpBearerAuth"],
});
const said = (text) => [{ role: "user", content: [{ text }] }];
// So slow that the answer has begun when its end names who gave it.
const SLOW = 'Please. [[lab {"fault":"slow=30","text":"one two three four five six"}]]';
const told = ({ name, message, $metadata = {} }) => ({
  name,
  message,
  status: $metadata.httpStatusCode,
  attempts: $metadata.attempts,
  requestId: $metadata.requestId,
});

const whole = await client.send(new ConverseCommand({ modelId, messages: said("say hi") })).then(() => ({}), told);
let events = 0;
const streamed = await (async () => {
  const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages: said(SLOW) }));
  for await (const _event of stream) events++;
})().then(() => ({}), told);
console.log(JSON.stringify({ whole, streamed, events }));
process.exit(0);
