import { describe, expect, test } from "bun:test";
import { contractOf } from "../contract/fixtures/make.ts";
import { noticeBetween } from "../contract/fixtures/notices.ts";
import { type Offer, offerOf } from "../contract/notices/choices.ts";
import type { Opt } from "../contract/notices/terms.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { message, MODEL } from "./fixtures/answers.ts";
import { bodyOf, json } from "./fixtures/fake-upstream.ts";
import { ask, contractText, KEY, Rig, type RigOptions, START, TEST_KEY } from "./fixtures/rig.ts";

const role = (effort: string): string =>
  `model: { provider: anthropic, id: ${MODEL}, pinned: true }\n    reasoning: { effort: ${effort} }`;
const before = contractText("enforce", "", role("high"));
const after = contractText("enforce", "", role("low")).replace("1.0.0", "2.0.0");
const [one, two] = [contractOf(before), contractOf(after)];

const offered = (opt: Opt, sunset = "2027-01-31"): Offer => {
  const notice = noticeBetween(one, two, { opt, sunset });
  const offer = notice === undefined ? undefined : offerOf(notice);
  if (offer === undefined) throw new Error("there is an offer");
  return offer;
};
const options = (offer: Offer, choice?: Opt): RigOptions => ({
  contract: after,
  others: [before],
  otherTenant: "other",
  choices: {
    offers: [offer],
    chosen: choice === undefined ? [] : [{ tenant: "acme", notice: offer.notice, choice, at: 1 }],
  },
});
const rigOf = (of: RigOptions): Rig => {
  const rig = new Rig(of);
  rig.upstream.will(...Array.from({ length: 6 }, () => json(message())));
  return rig;
};
const told = (records: readonly ExchangeRecord[]): unknown[] =>
  records.map(({ effort_sent: effort, choice, pin, version }) => [effort, choice, pin, version]);

describe("a tenant that is out of a change", () => {
  test("is held to what was before, and its records say so", async () => {
    const out = offered("out");
    const rig = rigOf(options(out, "out"));
    const mine = await rig.send(ask());
    await rig.send(ask(), { "x-api-key": TEST_KEY });
    expect(told(rig.spool.records())).toEqual([
      ["high", `${out.notice}:out`, "first", "2.0.0"],
      ["low", "", "first", "2.0.0"],
    ]);
    const [first, second] = rig.spool.records();
    expect(first?.contract_digest).not.toBe(two.digest);
    expect(second?.contract_digest).toBe(two.digest);
    expect(mine.headers.get("bellwether-contract-digest")).toBe(first?.contract_digest ?? "");
    expect(bodyOf(rig.upstream.requests[0])).toMatchObject({ output_config: { effort: "high" } });
  });

  test("gets what a version says where it asks for exactly that one", async () => {
    const rig = rigOf(options(offered("out"), "out"));
    await rig.send(ask(), { "bellwether-contract": "helper@2.0.0" });
    expect(told(rig.spool.records())).toEqual([["low", "", "first", "2.0.0"]]);
  });

  test("cannot be told that it has a contract by whose digest it asks", async () => {
    const rig = rigOf(options(offered("out"), "out"));
    const response = await rig.send(ask(), { "bellwether-require": `digest=${two.digest}` });
    expect(response.status).toBe(412);
  });

  test("has what is new behind the last day", async () => {
    const rig = rigOf(options(offered("out"), "out"));
    rig.clock.set(Date.parse("2027-02-01T00:00:00Z"));
    await rig.send(ask());
    expect(told(rig.spool.records())).toEqual([["low", "", "first", "2.0.0"]]);
  });
});

describe("a conversation under way", () => {
  const session = (name: string): Record<string, string> => ({ "bellwether-session": name, "x-api-key": KEY });

  test("keeps what it began with, whatever its tenant chooses meanwhile", async () => {
    const out = offered("out");
    const rig = rigOf(options(out));
    await rig.send(ask(), session("a"));
    rig.renew(options(out, "out"));
    await rig.send(ask(), session("a"));
    await rig.send(ask(), session("b"));
    rig.renew(options(out, "in"));
    await rig.send(ask(), session("b"));
    await rig.send(ask(), session("c"));
    const choice = `${out.notice}:out`;
    expect(told(rig.spool.records())).toEqual([
      ["low", "", "first", "2.0.0"],
      ["low", "", "kept", "2.0.0"],
      ["high", choice, "first", "2.0.0"],
      ["high", choice, "kept", "2.0.0"],
      ["low", "", "first", "2.0.0"],
    ]);
  });

  test("keeps it beyond the last day too", async () => {
    const rig = rigOf(options(offered("out"), "out"));
    await rig.send(ask(), session("a"));
    rig.clock.set(Date.parse("2027-02-01T00:00:00Z"));
    await rig.send(ask(), session("a"));
    expect(rig.spool.records().map(({ effort_sent }) => effort_sent)).toEqual(["high", "high"]);
  });

  test("keeps it at a gateway that knows it from its records alone", async () => {
    const out = offered("out");
    const rig = rigOf(options(out, "out"));
    await rig.send(ask(), session("a"));
    const { contract_digest: digest, choice, channel } = rig.record();
    const pin = { surface: "helper", version: "2.0.0", digest, channel, chosenBy: "only", kind: "first" } as const;
    const known = { key: '["acme","","a"]', id: "a", source: "header", threads: {}, pin: { ...pin, choice } } as const;
    const other = rigOf({ ...options(out, "in"), lookup: { find: () => Promise.resolve(known) } });
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: [{ type: "text", text: "One." }] },
      { role: "user", content: "And?" },
    ];
    await other.send(ask({ messages }), session("a"));
    expect(told(other.spool.records())).toEqual([["high", choice, "kept", "2.0.0"]]);
  });
});

describe("a change that tenants opt in to", () => {
  test("reaches who is in, and nobody else", async () => {
    const ins = offered("in");
    const rig = rigOf(options(ins, "in"));
    await rig.send(ask());
    await rig.send(ask(), { "x-api-key": TEST_KEY });
    expect(told(rig.spool.records())).toEqual([
      ["low", `${ins.notice}:in`, "first", "2.0.0"],
      ["high", `${ins.notice}:default`, "first", "2.0.0"],
    ]);
  });

  test("is served as registered by a gateway whose snapshot is of before there were choices", async () => {
    const rig = rigOf({ contract: after, others: [before] });
    expect(rig.clock.now()).toBe(START);
    await rig.send(ask());
    expect(told(rig.spool.records())).toEqual([["low", "", "first", "2.0.0"]]);
  });
});
