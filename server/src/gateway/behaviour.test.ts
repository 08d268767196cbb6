import { describe, expect, test } from "bun:test";
import { sha256Short } from "../core/digest.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { event, message, MODEL } from "./fixtures/answers.ts";
import { events, json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, Rig, type RigOptions } from "./fixtures/rig.ts";

const READ = {
  name: "Read",
  input_schema: { type: "object", properties: { file_path: { type: "string" } }, required: ["file_path"] },
};
const EDIT = { name: "Edit", input_schema: { type: "object" } };
const SECRET = "swordfish";
const markOf = (text: string): string => sha256Short(`acme:${text}`).slice(0, 12);

interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}
const calling = (text: string, ...calls: readonly Call[]) => ({
  ...message(MODEL, text),
  content: [{ type: "text", text }, ...calls.map((call, index) => ({ type: "tool_use", id: `t${index}`, ...call }))],
  stop_reason: "tool_use",
});
/** The same answer as a stream, arguments in pieces. */
const streamed = (text: string, ...calls: readonly Call[]): string[] => [
  event("message_start", { message: { ...message(MODEL), content: [], stop_reason: null } }),
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
  event("content_block_stop", { index: 0 }),
  ...calls.flatMap(({ name, input }, at) => {
    const written = JSON.stringify(input);
    const piece = (partial_json: string) =>
      event("content_block_delta", { index: at + 1, delta: { type: "input_json_delta", partial_json } });
    return [
      event("content_block_start", {
        index: at + 1,
        content_block: { type: "tool_use", id: `t${at}`, name, input: {} },
      }),
      piece(written.slice(0, 5)),
      piece(written.slice(5)),
      event("content_block_stop", { index: at + 1 }),
    ];
  }),
  event("message_delta", { delta: { stop_reason: "tool_use" }, usage: { output_tokens: 3 } }),
  event("message_stop", {}),
];

async function exchange(
  request: Record<string, unknown>,
  answer: ReturnType<typeof json>,
  options: RigOptions = {},
): Promise<ExchangeRecord> {
  const rig = new Rig({ contract: contractText("observe"), ...options });
  rig.upstream.will(answer);
  // An answer that breaks off is none to its client either.
  await (await rig.send(ask({ tools: [READ, EDIT], ...request }))).text().catch(() => undefined);
  return rig.record();
}

describe("what an exchange did", () => {
  const history = [
    { role: "user", content: `Fix ${SECRET}.` },
    { role: "assistant", content: [{ type: "tool_use", id: "a", name: "Read", input: { file_path: `/${SECRET}` } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "a", is_error: true, content: SECRET }] },
    { role: "assistant", content: "I think it is there." },
    { role: "user", content: `No, not ${SECRET}.` },
  ];
  const text = `I think the simplest fix is ${SECRET}.`;
  const calls: readonly Call[] = [
    { name: "Read", input: { file_path: `/${SECRET}` } },
    { name: "Edit", input: { file_path: "/b.ts" } },
  ];

  test("stands on its record as marks and counts, the same of a stream and of a whole answer, and nothing that was said", async () => {
    const whole = await exchange({ messages: history }, json(calling(text, ...calls)));
    const stream = await exchange({ messages: history, stream: true }, events(streamed(text, ...calls)));
    for (const { deeds, counts } of [whole, stream]) {
      expect(deeds.map((deed) => deed.split(" ").filter((_part, at) => at !== 1))).toEqual([
        ["read", markOf(`/${SECRET}`)],
        ["edit", markOf("/b.ts")],
      ]);
      expect(counts).toEqual({ prompts: 1, corrections: 1, calls_checked: 2, words: 7, hedges: 1, simplest_fixes: 1 });
    }
    expect(stream.deeds).toEqual(whole.deeds);
    expect(JSON.stringify([whole, stream])).not.toContain(SECRET);
  });

  test("counts of its request what it brings, and not what was there before", async () => {
    const record = await exchange({ messages: history.slice(0, 3) }, json(message()));
    expect(record).toMatchObject({ deeds: [], counts: { results: 1, results_failed: 1, words: 1 } });
  });

  test("is told by the kinds of tools that the contract says", async () => {
    const contract = contractText("observe", "", `tools: [ { name: fetch_page, kind: read } ]`);
    const record = await exchange(
      { tools: [{ name: "fetch_page", input_schema: {} }] },
      json(calling("x", { name: "fetch_page", input: { path: "/p" } })),
      { contract },
    );
    expect(record.deeds[0]).toStartWith("read ");
  });

  test("breaks TOOL_CALL_INVALID where arguments do not fit the schema of their tool", async () => {
    const wrong = await exchange({}, json(calling("x", { name: "Read", input: { path: "/a" } })));
    expect([wrong.violations, wrong.counts]).toEqual([
      ["TOOL_CALL_INVALID"],
      { prompts: 1, words: 1, calls_checked: 1, calls_invalid: 1 },
    ]);
    expect(wrong.violation_details).toContain("Read with arguments that do not fit its schema");
    const right = await exchange({}, json(calling("x", { name: "Read", input: { file_path: "/a" } })));
    expect([right.violations, right.counts["calls_invalid"]]).toEqual([[], undefined]);
  });

  test("is nothing of an answer that broke off but what its request brought, and nothing at all where none is read", async () => {
    const cut = await exchange({ stream: true }, events(streamed(text, ...calls).slice(0, 4)));
    expect([cut.outcome, cut.deeds, cut.counts]).toEqual(["cut", [], { prompts: 1 }]);
    const unread = await exchange({ messages: history }, json(calling(text, ...calls)), { reading: false });
    expect([unread.deeds, unread.counts]).toEqual([[], {}]);
  });
});
