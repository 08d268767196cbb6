import { describe, expect, test } from "bun:test";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { message } from "./fixtures/answers.ts";
import { json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, errorOf, Rig } from "./fixtures/rig.ts";

const HOUR = 3_600_000;
const edits = (value: unknown) => ({
  thinking: { type: "adaptive" },
  context_management: { edits: [{ type: "clear_thinking_20251015", keep: value }] },
});
const ALL = edits("all");
const ONE = edits({ type: "thinking_turns", value: 1 });

/** A session of so many turns; each says how it differs. */
async function session(
  mode: string,
  turns: readonly { readonly idle?: number; readonly parts?: object; readonly answer?: Record<string, unknown> }[],
  rest = "",
): Promise<{ readonly rig: Rig; readonly statuses: readonly number[]; readonly records: readonly ExchangeRecord[] }> {
  const rig = new Rig({ contract: contractText(mode, rest) });
  const messages: object[] = [];
  const statuses: number[] = [];
  for (const [turn, { idle = 60_000, parts = {}, answer = {} }] of turns.entries()) {
    rig.clock.advance(idle);
    messages.push({ role: "user", content: `turn ${turn}` });
    rig.upstream.will(json({ ...message(undefined, `Answer ${turn}.`), id: `msg_${turn}`, ...answer }));
    const response = await rig.send(ask({ messages: [...messages], ...parts }), { "bellwether-session": "s" });
    statuses.push(response.status);
    await response.text();
    messages.push({ role: "assistant", content: [{ type: "text", text: `Answer ${turn}.` }] });
  }
  return { rig, statuses, records: rig.spool.records() };
}
const violations = (records: readonly ExchangeRecord[]) => records.map((record) => record.violations);

describe("what a session breaks", () => {
  test("stands on its record, with what was compared and the exchange in which it began", async () => {
    const { records, statuses } = await session("observe", [
      { parts: ALL },
      { idle: 2 * HOUR, parts: ONE },
      { parts: ONE },
      { parts: ONE },
    ]);
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(violations(records)).toEqual([[], [], ["CONTEXT_EDIT_REPEATED"], ["CONTEXT_EDIT_REPEATED"]]);
    expect(JSON.parse(records[3]?.violation_details ?? "")).toMatchObject([
      { id: "CONTEXT_EDIT_REPEATED", kind: "certain", severity: "alert", began: records[1]?.exchange },
    ]);
  });

  test("is refused under verify where it is certain, without a call of the upstream, and let pass by a contract that says so", async () => {
    const turns = [{ parts: ALL }, { idle: 2 * HOUR, parts: ONE }, { parts: ONE }];
    const refused = await session("verify", turns);
    expect(refused.statuses).toEqual([200, 200, 409]);
    expect(refused.rig.upstream.requests).toHaveLength(2);
    const noted = await session("verify", turns, "violations: { CONTEXT_EDIT_REPEATED: note }\n");
    expect(noted.statuses).toEqual([200, 200, 200]);
    const declared = await session(
      "observe",
      turns,
      'context: { edits: [ { type: clear_thinking, keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: every_turn } ] }\n',
    );
    expect(violations(declared.records).flat()).toEqual([]);
  });

  test("has reasoning back with the answer that it came with, and not without that answer", async () => {
    const thought = { type: "thinking", thinking: "hm", signature: "c2ln" };
    const content = [thought, { type: "text", text: "Answer 0." }];
    const carries = "    reasoning: { carryover: all_turns }\n";
    const think = { thinking: { type: "adaptive" } };
    const asked = [{ role: "user", content: "turn 0" }];
    const more = { role: "user", content: "turn 1" };
    const goesOn = async (parts: object, answer: readonly object[] = content) =>
      (
        await session(
          "verify",
          [{ parts: think, answer: { content: answer } }, { parts: { ...think, ...parts } }],
          carries,
        )
      ).statuses[1];
    expect(await goesOn({})).toBe(409);
    expect(await goesOn({ messages: [...asked, { role: "assistant", content }, more] })).toBe(200);
    expect(await goesOn({ messages: [...asked, more] })).toBe(200);
    expect(await goesOn({ thinking: { type: "disabled" } })).toBe(200);
    expect(await goesOn({}, [thought])).toBe(200);
  });

  test("is refused for as long as it is broken: what was refused is no measure of what comes next", async () => {
    const offers = (...names: readonly string[]) => ({
      parts: { tools: names.map((name) => ({ name, input_schema: { type: "object" } })) },
    });
    const shuffled = offers("edit", "read");
    const { statuses } = await session("verify", [offers("read", "edit"), shuffled, shuffled, offers(), shuffled]);
    expect(statuses).toEqual([200, 409, 409, 200, 409]);
    const latched = await session("verify", [
      { parts: ALL },
      { idle: 2 * HOUR, parts: ONE },
      { parts: ONE },
      { parts: ONE },
      { parts: ALL },
    ]);
    expect(latched.statuses).toEqual([200, 200, 409, 409, 200]);
  });

  test("of an answer is found when it is over: a cache that was there a moment ago, a tool that nobody offered", async () => {
    const usage = (read: number, written: number) => ({
      usage: {
        input_tokens: 10,
        output_tokens: 3,
        cache_read_input_tokens: read,
        cache_creation_input_tokens: written,
        cache_creation: { ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 },
      },
    });
    const { records } = await session("observe", [
      { answer: usage(0, 9_000) },
      { answer: usage(9_000, 100) },
      { answer: usage(0, 9_200) },
      { idle: 10 * 60_000, answer: usage(0, 9_300) },
    ]);
    expect(violations(records)).toEqual([[], [], ["CACHE_MISS_UNEXPLAINED"], []]);
    const tools = [{ name: "read", input_schema: { type: "object" } }];
    const calls = (name: string) => ({
      content: [{ type: "tool_use", id: "t1", name, input: {} }],
      stop_reason: "tool_use",
    });
    const called = await session("observe", [{ parts: { tools }, answer: calls("write") }]);
    expect(violations(called.records)).toEqual([["TOOL_CALL_INVALID"]]);
  });
});

describe("steps of the product's own", () => {
  const STEPS = "steps: { pre: [ { name: redact-pii, version: 1.2.0 } ] }\n";
  const send = async (mode: string, headers: Record<string, string>) => {
    const rig = new Rig({ contract: contractText(mode, STEPS) });
    rig.upstream.will(json(message()));
    return { response: await rig.send(ask(), headers), rig };
  };

  test("that a contract names have to be reported, in their versions", async () => {
    const good = await send("verify", { "bellwether-step": "redact-pii@1.2.0" });
    expect([good.response.status, good.rig.record().violations]).toEqual([200, []]);
    for (const headers of [{}, { "bellwether-step": "redact-pii@1.1.0" }, { "bellwether-step": "translate@1.2.0" }]) {
      const { response, rig } = await send("verify", headers);
      expect([response.status, (await errorOf(response)).code]).toEqual([409, "contract_violated"]);
      expect(rig.record().violations).toEqual(["STEP_MISSING"]);
      expect(rig.upstream.requests).toHaveLength(0);
    }
    const observed = await send("observe", {});
    expect([observed.response.status, observed.rig.record().violations]).toEqual([200, ["STEP_MISSING"]]);
  });
});
