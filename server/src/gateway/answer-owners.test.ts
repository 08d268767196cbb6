import { describe, expect, test } from "bun:test";
import { BellwetherError } from "../core/error.ts";
import { MODEL } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { errorOf, KEY, Rig, type RigOptions, TEST_KEY, upstreamConfig } from "./fixtures/rig.ts";

const OPENAI = upstreamConfig({ name: "anthropic", kind: "openai" });
const PATH = { path: "/v1/responses" };
const own = { "x-api-key": KEY };
const other = { "x-api-key": TEST_KEY };
const answer = {
  id: "resp_1",
  object: "response",
  status: "completed",
  model: MODEL,
  output: [{ id: "msg_1", type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello." }] }],
};

async function given(options: RigOptions = {}): Promise<Rig> {
  const rig = new Rig({ upstreams: [OPENAI], otherTenant: "rival", ...options });
  rig.upstream.will(json(answer));
  expect((await rig.send({ model: MODEL, input: "Hi" }, own, PATH)).status).toBe(200);
  rig.upstream.requests.length = 0;
  return rig;
}

describe("an answer that the provider keeps", () => {
  test("is not read, cancelled, deleted or gone on from by another tenant", async () => {
    const rig = await given();
    const attempts = [
      rig.send({}, other, { path: "/v1/responses/resp_1", method: "GET" }),
      rig.send({}, other, { path: "/v1/responses/resp_1/input_items", method: "GET" }),
      rig.send({}, other, { path: "/v1/responses/resp_1/cancel" }),
      rig.send({}, other, { path: "/v1/responses/resp_1", method: "DELETE" }),
      rig.send({ model: MODEL, input: "And?", previous_response_id: "resp_1" }, other, PATH),
      rig.send({ model: MODEL, input: [{ type: "item_reference", id: "msg_1" }] }, other, PATH),
    ];
    for (const response of await Promise.all(attempts)) {
      expect(response.status).toBe(404);
      expect((await errorOf(response)).code).toBe("resource_unknown");
    }
    expect(rig.upstream.requests).toEqual([]);
  });

  test("is its own tenant's to read and to go on from", async () => {
    const rig = await given();
    expect((await rig.send({}, own, { path: "/v1/responses/resp_1", method: "GET" })).status).toBe(200);
    const next = { model: MODEL, input: "And?", previous_response_id: "resp_1" };
    expect((await rig.send(next, own, PATH)).status).toBe(200);
  });

  test("is looked up where this gateway did not give it", async () => {
    const owners = { tenantOf: (id: string) => Promise.resolve(id === "resp_9" ? "acme" : undefined) };
    const rig = await given({ owners });
    const read = (id: string) => rig.send({}, other, { path: `/v1/responses/${id}`, method: "GET" });
    expect([(await read("resp_9")).status, (await read("resp_unknown")).status]).toEqual([404, 200]);
  });

  test("is nobody's while that cannot be looked up, unless there is only one tenant", async () => {
    const owners = { tenantOf: () => Promise.reject(new BellwetherError("store_unreachable", "away")) };
    const path = { path: "/v1/responses/resp_9", method: "GET" };
    expect((await (await given({ owners })).send({}, other, path)).status).toBe(503);
    expect((await (await given({ owners, otherTenant: "acme" })).send({}, other, path)).status).toBe(200);
  });
});
