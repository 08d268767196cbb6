import { describe, expect, test } from "bun:test";
import { MODEL, OTHER_MODEL } from "./fixtures/answers.ts";
import { events, json } from "./fixtures/fake-upstream.ts";
import { contractText, drain, errorOf, KEY, Rig, upstreamConfig } from "./fixtures/rig.ts";

const CREDENTIALS = { "x-api-key": "", authorization: `Bearer ${KEY}` };
const PATH = { path: "/v1/responses" };
const QUESTION = { model: MODEL, input: "Hi" };

const rigOf = (contract?: string): Rig =>
  new Rig({
    upstreams: [upstreamConfig({ name: "anthropic", kind: "openai" })],
    ...(contract === undefined ? {} : { contract }),
  });

const answer = (model: string) => ({
  id: "resp_1",
  object: "response",
  status: "completed",
  model,
  reasoning: { effort: "high" },
  output: [{ id: "msg_1", type: "message", role: "assistant", content: [{ type: "output_text", text: "Hello." }] }],
  usage: { input_tokens: 14, input_tokens_details: { cached_tokens: 4 }, output_tokens: 3 },
});

const event = (type: string, members: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
const created = (model: string) => event("response.created", { response: { ...answer(model), status: "in_progress" } });
const said = (delta: string) => event("response.output_text.delta", { output_index: 0, delta });
const completed = (model: string) => event("response.completed", { response: answer(model) });

describe("an exchange in the format of OpenAI Responses", () => {
  test("carries the contracted effort, and is recorded with what was served", async () => {
    const rig = rigOf(contractText("enforce", "", "reasoning: { effort: high }"));
    rig.upstream.will(json(answer(MODEL)));
    const response = await rig.send(QUESTION, CREDENTIALS, PATH);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(answer(MODEL));
    expect(rig.upstream.requests.map(({ url }) => url)).toEqual(["http://upstream.test/responses"]);
    expect(rig.record()).toMatchObject({
      outcome: "complete",
      effort_sent: "high",
      effort_served: "high",
      model_served: MODEL,
      input_tokens: 14,
      output_tokens: 3,
      finish_reason: "completed",
    });
  });

  test("is refused in its own envelope where another model answers", async () => {
    const rig = rigOf();
    rig.upstream.will(json(answer(OTHER_MODEL)));
    const response = await rig.send(QUESTION, CREDENTIALS, PATH);
    expect([response.status, (await errorOf(response)).code]).toEqual([409, "contract_violated"]);
  });

  test("that is answered in the background is whole, though its answer is made later", async () => {
    const rig = rigOf(contractText("observe"));
    rig.upstream.will(json({ ...answer(MODEL), status: "queued", output: [], usage: null }));
    const response = await rig.send({ ...QUESTION, background: true }, CREDENTIALS, PATH);
    await response.text();
    expect(rig.record()).toMatchObject({ outcome: "complete", response: "resp_1", violations: [], finish_reason: "" });
  });

  test("passes a stream on byte for byte, and ends it without [DONE]", async () => {
    const rig = rigOf();
    const all = [created(MODEL), said("Hello."), completed(MODEL)];
    rig.upstream.will(events(all));
    const sent = await rig.send({ ...QUESTION, stream: true }, CREDENTIALS, PATH);
    expect(await drain(sent)).toEqual({ text: all.join(""), broken: false });
    expect(rig.record()).toMatchObject({ outcome: "complete", model_served: MODEL });
  });

  test("ends a stream that changes hands in an error event of its own", async () => {
    const rig = rigOf();
    rig.upstream.will(events([created(MODEL), created(OTHER_MODEL), said("theirs"), completed(OTHER_MODEL)]));
    const { text } = await drain(await rig.send({ ...QUESTION, stream: true }, CREDENTIALS, PATH));
    expect(text).toMatch(/^event: error\ndata: \{"type":"error","error":\{/m);
    expect(text).not.toContain("theirs");
    expect(rig.record().violations).toContain("SERVED_MODEL_MISMATCH");
    expect(rig.isIdle()).toBe(true);
  });

  test("is cut where its stream is", async () => {
    const rig = rigOf();
    rig.upstream.will(events([created(MODEL), said("Hel")]));
    await drain(await rig.send({ ...QUESTION, stream: true }, CREDENTIALS, PATH));
    expect(rig.record()).toMatchObject({ outcome: "cut", finish_reason: "" });
  });
});
