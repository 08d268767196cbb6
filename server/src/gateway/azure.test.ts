import { describe, expect, test } from "bun:test";
import { events, json } from "./fixtures/fake-upstream.ts";
import { contractText, drain, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const MODEL = "gpt-5.5";
const CHAT = "/openai/deployments/our-main/chat/completions";
const QUERY = "?api-version=2026-06-01";

const rigOf = (mode = "verify", contract?: string): Rig =>
  new Rig({
    upstreams: [
      upstreamConfig({ name: "openai", kind: "openai" }),
      upstreamConfig({
        name: "azure",
        kind: "azure",
        baseUrl: "http://our.azure.test",
        deployments: { "our-main": MODEL, "our-spare": "gpt-4o" },
      }),
    ],
    contract: contract ?? contractText(mode, "", `model: { provider: azure, id: ${MODEL} }`),
  });

const completion = (model: string) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  model,
  choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
});
const response = (model: string) => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  model,
  output: [{ id: "msg_1", type: "message", role: "assistant", content: [{ type: "output_text", text: "Hi." }] }],
});
const messages = [{ role: "user", content: "hi" }];
const OWN = { "x-api-key": "", "api-key": KEY };
const ask = (rig: Rig, path = CHAT, body: object = { messages }) => rig.send(body, OWN, { path: `${path}${QUERY}` });

describe("a path of Azure's", () => {
  test("goes to the Azure upstream as it came, with its credential in Azure's header", async () => {
    const rig = rigOf();
    rig.upstream.will(json(completion(`${MODEL}-2026-03-01`)));
    expect((await ask(rig)).status).toBe(200);
    const [request] = rig.upstream.requests;
    expect(request?.url).toBe(`http://our.azure.test${CHAT}${QUERY}`);
    expect([request?.headers.get("api-key"), request?.headers.get("authorization")]).toEqual([
      expect.stringContaining("secret"),
      null,
    ]);
    expect(rig.record()).toMatchObject({
      format: "openai-chat",
      upstream: "azure",
      model_requested: MODEL,
      model_served: `${MODEL}-2026-03-01`,
      model_source: "observed",
    });
  });

  test("holds an answer to the model that is behind its deployment", async () => {
    const rig = rigOf();
    rig.upstream.will(json(completion("gpt-4o-2024-08-06")));
    const refused = await ask(rig);
    expect([refused.status, (await errorOf(refused)).code]).toEqual([409, "contract_violated"]);
    const other = await ask(rigOf(), "/openai/deployments/our-spare/chat/completions");
    expect((await errorOf(other)).code).toBe("contract_violated");
  });

  test("says in Responses which snapshot answered by a header, and by the configuration where that is missing", async () => {
    const path = "/openai/v1/responses";
    const body = { model: "our-main", input: "hi" };
    const told = rigOf();
    told.upstream.will(json(response("our-main"), 200, { "x-ms-served-model": `${MODEL}-2026-03-01` }));
    expect((await ask(told, path, body)).headers.get("bellwether-model")).toContain(`served=${MODEL}-2026-03-01`);
    expect(told.record()).toMatchObject({ model_served: `${MODEL}-2026-03-01`, model_source: "observed" });
    const untold = rigOf();
    untold.upstream.will(json(response("our-main")));
    expect((await ask(untold, path, body)).status).toBe(200);
    expect(untold.record()).toMatchObject({
      format: "openai-responses",
      model_served: MODEL,
      model_source: "declared",
    });
    const other = rigOf();
    other.upstream.will(json(response("our-main"), 200, { "x-ms-served-model": "gpt-4o-2024-08-06" }));
    expect((await ask(other, path, body)).status).toBe(409);
  });

  test("streams, where the first chunk names no model", async () => {
    const rig = rigOf();
    const chunk = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
    const all = [
      chunk({ choices: [], model: "", prompt_filter_results: [] }),
      chunk({ id: "c", model: MODEL, choices: [{ index: 0, delta: { role: "assistant", content: "Hi." } }] }),
      chunk({ id: "c", model: MODEL, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
      "data: [DONE]\n\n",
    ];
    rig.upstream.will(events(all));
    const answer = await ask(rig, CHAT, { messages, stream: true });
    expect(await drain(answer)).toEqual({ text: all.join(""), broken: false });
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: MODEL });
  });

  test("asks for a declared fallback by the deployment that has it", async () => {
    const contract = contractText(
      "verify",
      "fallbacks: [{ id: gpt-4o }]\n",
      `model: { provider: azure, id: ${MODEL} }`,
    );
    const rig = rigOf("verify", contract);
    rig.upstream.will(json({ error: { message: "busy" } }, 503), json(completion("gpt-4o-2024-08-06")));
    expect((await ask(rig)).status).toBe(200);
    expect(rig.upstream.requests.map(({ url }) => new URL(url).pathname)).toEqual([
      CHAT,
      "/openai/deployments/our-spare/chat/completions",
    ]);
  });

  test("holds embeddings to the model behind a deployment, whether the path or the body names it", async () => {
    const vectors = (model: string) => ({ object: "list", data: [{ index: 0, embedding: [0.1] }], model });
    for (const path of ["/openai/deployments/our-spare/embeddings", "/openai/v1/embeddings"]) {
      const rig = rigOf();
      rig.upstream.will(json(vectors("gpt-4o-2024-08-06")), json(vectors(MODEL)));
      const body = { model: "our-spare", input: "hi" };
      expect((await ask(rig, path, body)).status).toBe(200);
      expect(rig.record()).toMatchObject({ model_requested: "gpt-4o", model_served: "gpt-4o-2024-08-06" });
      expect((await ask(rig, path, body)).status).toBe(409);
    }
  });

  test("is nobody's where no upstream is of that kind, or where its name is encoded", async () => {
    const none = new Rig({
      upstreams: [upstreamConfig({ name: "openai", kind: "openai" })],
      contract: contractText("observe", "", "model: {}"),
    });
    expect((await errorOf(await ask(none))).message).toContain("of kind azure");
    const encoded = await ask(rigOf(), "/openai/deployments/our%2dmain/chat/completions");
    expect([encoded.status, (await errorOf(encoded)).code]).toEqual([403, "route_refused"]);
  });
});

describe("an upstream that is a relay", () => {
  test("declares who answered, and is not believed to have observed it", async () => {
    const upstreams = [upstreamConfig({ name: "litellm", kind: "openai", relay: true })];
    const rig = new Rig({ upstreams, contract: contractText("observe", "", `model: { id: ${MODEL} }`) });
    rig.upstream.will(json(completion(MODEL)));
    const headers = { "x-api-key": "", authorization: `Bearer ${KEY}` };
    expect((await rig.send({ model: MODEL, messages }, headers, { path: "/v1/chat/completions" })).status).toBe(200);
    expect(rig.record()).toMatchObject({ model_served: MODEL, model_source: "declared" });
  });
});
