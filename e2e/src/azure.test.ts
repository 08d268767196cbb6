import { afterAll, beforeAll, expect, test } from "bun:test";
import { AzureOpenAI } from "openai";
import { Deployment } from "./harness.ts";

const CONTRACT = `
bellwether: 1
surface: assistant
version: 1.0.0
mode: verify
model: { provider: azure, id: gpt-5.5 }
`;

let lab: Deployment;
let deployment: Deployment;
let client: AzureOpenAI;
beforeAll(async () => {
  lab = await Deployment.start({ contracts: { assistant: CONTRACT } });
  const upstream = `{ base_url: "${lab.labUrl}", key: none, lab: true, deployments: { our-main: gpt-5.5 } }`;
  deployment = await Deployment.start({
    contracts: { assistant: CONTRACT },
    config: `upstreams:\n  azure: ${upstream}\n`,
  });
  const apiKey = await deployment.key();
  client = new AzureOpenAI({ endpoint: deployment.url, apiKey, apiVersion: "2026-06-01" });
});
afterAll(async () => {
  await deployment.stop();
  await lab.stop();
});

test("the SDK's own client for Azure needs an endpoint and a key, and its deployment is known by its model", async () => {
  const { data, response } = await client.chat.completions
    .create({ model: "our-main", messages: [{ role: "user", content: "say hi" }] })
    .withResponse();
  expect(data.choices[0]?.message.content).toBe("Hi!");
  const record = await deployment.record(response.headers.get("bellwether-exchange"));
  expect(record).toMatchObject({
    upstream: "azure",
    path: "/openai/deployments/our-main/chat/completions",
    model_requested: "gpt-5.5",
    model_served: "gpt-5.5",
    model_source: "declared",
    outcome: "complete",
  });
});

test("embeddings and Responses of Azure go the same way", async () => {
  const embedding = await client.embeddings.create({ model: "our-main", input: "hi" });
  expect(embedding.data[0]?.embedding).toHaveLength(1536);
  const answer = await client.responses.create({ model: "our-main", input: "say hi" });
  expect(answer.output_text).toBe("Hi!");
});
