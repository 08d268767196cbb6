import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../wire/json/value.ts";
import { directive, testLab, user } from "../lab-fixture.ts";

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly output: readonly JsonObject[];
  readonly usage: { readonly input_tokens: number };
  readonly error: { readonly message: string; readonly param: string | null };
}

function rig() {
  const { ask } = testLab();
  const create = async (
    request: JsonObject,
    headers: Readonly<Record<string, string>> = {},
    path = "/v1/responses",
  ) => {
    const { status, text } = await ask(path, { model: "gpt-4o", ...request }, headers);
    return { status, body: JSON.parse(text) as Answer };
  };
  return { ask, create };
}

const textsOf = ({ output }: Answer): unknown[] =>
  output.flatMap(({ content }) => (Array.isArray(content) ? content.map((part: JsonObject) => part.text) : []));
const TOOLS = [
  { type: "function", name: "look", parameters: {} },
  { type: "namespace", name: "box", tools: [{ type: "custom", name: "patch" }] },
];

describe("the lab's Responses", () => {
  test("go on from a stored answer, with the calls that were made there", async () => {
    const { create } = rig();
    const first = await create({
      input: directive({ tool: "look", input: { at: "it" }, after: "I have looked." }),
      tools: TOOLS,
    });
    const call = first.body.output.at(-1);
    expect(call).toMatchObject({ type: "function_call", name: "look", arguments: '{"at":"it"}' });
    const input = [{ type: "function_call_output", call_id: call?.call_id, output: "nothing" }];
    const second = await create({ previous_response_id: first.body.id, input, tools: TOOLS });
    expect(textsOf(second.body)).toEqual(["I have looked."]);
    expect(second.body.usage.input_tokens).toBeGreaterThan(first.body.usage.input_tokens);
    const other = await create({ previous_response_id: first.body.id, input }, { "x-api-key": "another" });
    expect([other.status, other.body.error.param]).toEqual([400, "previous_response_id"]);
  });

  test("are kept to be read and deleted, unless they are not to be", async () => {
    const { ask, create } = rig();
    const { body } = await create({ input: "say hi" });
    const at = `/v1/responses/${body.id}`;
    expect(JSON.parse((await ask(at, null, {}, "GET")).text)).toEqual(body);
    const items = JSON.parse((await ask(`${at}/input_items`, null, {}, "GET")).text) as JsonObject;
    expect(items).toMatchObject({ object: "list", data: [{ role: "user", content: "say hi" }] });
    expect((await ask(`${at}/cancel`, {})).status).toBe(400);
    expect(JSON.parse((await ask(at, null, {}, "DELETE")).text)).toEqual({
      id: body.id,
      object: "response",
      deleted: true,
    });
    expect((await ask(at, null, {}, "GET")).status).toBe(404);
    const unkept = await create({ input: "say hi", store: false });
    expect((await ask(`/v1/responses/${unkept.body.id}`, null, {}, "GET")).status).toBe(404);
  });

  test("take a text for a custom tool, also one that has a namespace", async () => {
    const { create } = rig();
    const { body } = await create({
      input: [user(directive({ tool: "patch", input: { input: "*** Begin" } }))],
      tools: TOOLS,
    });
    expect(body.output.at(-1)).toMatchObject({ type: "custom_tool_call", name: "patch", input: "*** Begin" });
  });

  test("refuse results without calls, calls without results, and sealed content that is not theirs", async () => {
    const { create } = rig();
    const message = async (...input: readonly JsonObject[]): Promise<string> =>
      (await create({ input })).body.error.message;
    expect(await message({ type: "function_call_output", call_id: "c", output: "" })).toContain("No tool call found");
    expect(await message({ type: "function_call", call_id: "c", name: "look", arguments: "{}" })).toContain(
      "No tool output found",
    );
    const reasons = { model: "gpt-5.5", include: ["reasoning.encrypted_content"], store: false };
    const { body } = await create({ ...reasons, input: [user("say hi")] });
    const [reasoning] = body.output;
    const again = { ...reasons, input: [user("say hi"), ...body.output, user("say ho")] };
    expect((await create(again)).status).toBe(200);
    expect(await message({ ...reasoning, encrypted_content: "Zm9yZWlnbg==" })).toContain("could not be verified");
  });

  test("are compacted on demand, and beyond a threshold by themselves; what came before no longer counts", async () => {
    const { create } = rig();
    const long = "word ".repeat(4000);
    const compacted = await create({ input: [user(long)] }, {}, "/v1/responses/compact");
    expect(compacted.body).toMatchObject({ object: "response.compaction" });
    const item = compacted.body.output.at(-1);
    expect(item).toMatchObject({ type: "compaction" });
    const next = await create({ input: [...compacted.body.output, user("say hi")] });
    expect(next.body.usage.input_tokens).toBeLessThan(200);
    const management = { context_management: [{ type: "compaction", compact_threshold: 1000 }] };
    const alone = await create({ input: [user(long)], ...management });
    expect(alone.body.output[0]).toMatchObject({ type: "compaction" });
    expect((await create({ input: [user("short")], ...management })).body.output[0]).toMatchObject({ type: "message" });
  });

  test("count what they would take in", async () => {
    const { create, ask } = rig();
    const request = { model: "gpt-4o", input: "say hi", instructions: "Be kind." };
    const { usage } = (await create(request)).body;
    const counted = JSON.parse((await ask("/v1/responses/input_tokens", request)).text) as JsonObject;
    expect(counted).toEqual({ object: "response.input_tokens", input_tokens: usage.input_tokens });
  });

  test("end incomplete at the limit of tokens", async () => {
    const { create } = rig();
    const { body } = await create({ input: "say one two three four five six", max_output_tokens: 2 });
    expect(body).toMatchObject({ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } });
  });
});
