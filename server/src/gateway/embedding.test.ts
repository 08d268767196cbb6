import { describe, expect, test } from "bun:test";
import { json } from "./fixtures/fake-upstream.ts";
import { contractText, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const ASKED = { model: "text-embedding-3-small", input: ["one", "two"] };
const vectors = (model: string) => ({
  object: "list",
  data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2] }],
  model,
  usage: { prompt_tokens: 7, total_tokens: 7 },
});

async function embed(mode: string, served: string, body: object = ASKED) {
  const upstreams = [upstreamConfig({ name: "anthropic", kind: "openai" })];
  const rig = new Rig({ upstreams, contract: contractText(mode) });
  rig.upstream.will(json(vectors(served)));
  const headers = { "x-api-key": "", authorization: `Bearer ${KEY}` };
  const response = await rig.send(body, headers, { path: "/v1/embeddings" });
  return { rig, response };
}

describe("embeddings", () => {
  test("go through as they are, and are on record with the model that made them and what they cost", async () => {
    const { rig, response } = await embed("verify", ASKED.model);
    expect(await response.json()).toEqual(vectors(ASKED.model));
    expect(response.headers.get("bellwether-model")).toContain(`served=${ASKED.model}`);
    expect(rig.record()).toMatchObject({
      operation: "embed",
      outcome: "complete",
      model_requested: ASKED.model,
      model_served: ASKED.model,
      input_tokens: 7,
    });
  });

  test("of a dated snapshot of the model are its own", async () => {
    const { response } = await embed("verify", `${ASKED.model}-2026-01-31`);
    expect(response.status).toBe(200);
  });

  test("of another model are refused, or noted where the contract only observes", async () => {
    const refused = await embed("verify", "text-embedding-3-large");
    expect([refused.response.status, (await errorOf(refused.response)).code]).toEqual([409, "contract_violated"]);
    expect(refused.rig.record()).toMatchObject({
      outcome: "refused",
      violations: ["SERVED_MODEL_MISMATCH"],
      model_served: "text-embedding-3-large",
    });
    const observed = await embed("observe", "text-embedding-3-large");
    expect(observed.response.status).toBe(200);
    expect(observed.response.headers.get("bellwether-violations")).toBe("SERVED_MODEL_MISMATCH");
    expect(observed.rig.record()).toMatchObject({ outcome: "complete", violations: ["SERVED_MODEL_MISMATCH"] });
  });
});
