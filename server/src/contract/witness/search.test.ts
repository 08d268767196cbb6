import { describe, expect, test } from "bun:test";
import { testMemo } from "../../wire/codec-suite/reading.ts";
import { CODECS } from "../../wire/codecs.ts";
import { scanBody } from "../../wire/json/scan.ts";
import type { Contract } from "../contract.ts";
import { diffContracts } from "../diff/diff.ts";
import { contractOf, small } from "../fixtures/make.ts";
import type { Idle } from "../edits.ts";
import { type CompilableRequest, outcomeOf } from "./outcome.ts";
import { renderWitness } from "./render-text.ts";
import { type WitnessReport, WitnessSearch } from "./search.ts";

const HOUR = 3_600_000;
const HEAD = { model: "claude-opus-4-6", max_tokens: 100, messages: [{ role: "user", content: "hi" }] };

function request(exchange: string, body: object = {}, idle: Idle = {}, audience?: string): CompilableRequest {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...HEAD, ...body }));
  const scanned = scanBody(bytes);
  const facts = CODECS["anthropic-messages"].readRequest(scanned, { get: () => null }, testMemo(), {});
  return {
    exchange,
    session: "s",
    idle,
    facts,
    header: () => null,
    scanned,
    body: bytes,
    path: {},
    ...(audience === undefined ? {} : { audience }),
  };
}

function search(before: Contract, after: Contract, requests: readonly CompilableRequest[]): WitnessReport {
  const found = new WitnessSearch(before, after, diffContracts(before, after, { now: 0 }));
  for (const one of requests) found.look(one, (contract) => outcomeOf(contract, one));
  return found.report();
}

const enforced = (rest: string): Contract => contractOf(small(rest, "enforce"));
const of = (report: WitnessReport, rule: string) => report.witnessed.find(({ finding }) => finding.rule === rule);

describe("a witness", () => {
  test("of a lowered default is a request that leaves it to the product, and shows what is sent instead", () => {
    const report = search(enforced("reasoning: { effort: high }"), enforced("reasoning: { effort: medium }"), [
      request("says-it", { output_config: { effort: "high" } }),
      request("leaves-it"),
    ]);
    const lowered = of(report, "REASONING_EFFORT_LOWERED")?.witness;
    expect(lowered).toMatchObject({
      exchange: "leaves-it",
      differences: [{ where: "body", path: "output_config.effort", before: "high", after: "medium" }],
    });
    expect(report.unexplained).toBeUndefined();
    expect(lowered === undefined ? "" : renderWitness(lowered)).toBe(
      'leaves-it (session s): output_config.effort: "high" -> "medium"',
    );
  });

  test("of a clearing after an idle hour is a request that comes after one, and no other", () => {
    const before = "context: { edits: [{ type: clear_thinking, keep: all }] }\nreasoning: { thinking: adaptive }";
    const after = before.replace(
      "keep: all }",
      'keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once }',
    );
    const short = search(enforced(before), enforced(after), [request("a"), request("b", {}, { ms: HOUR / 2 })]);
    expect(short.witnessed.map(({ witness }) => witness)).toEqual(short.witnessed.map(() => undefined));
    const long = search(enforced(before), enforced(after), [request("a"), request("b", {}, { ms: 2 * HOUR })]);
    expect(of(long, "CONTEXT_KEEP_REDUCED")?.witness?.exchange).toBe("b");
  });

  test("of one change is not what another change of the same versions does", () => {
    const report = search(
      enforced("reasoning: { effort: high }\nsampling: { temperature: 1 }"),
      enforced("reasoning: { effort: medium }\nsampling: { temperature: 0.5 }"),
      [request("warm", { temperature: 1 }), request("both")],
    );
    const paths = (rule: string) => of(report, rule)?.witness?.differences.map(({ where, path }) => `${where} ${path}`);
    expect(paths("REASONING_EFFORT_LOWERED")).toEqual(["body output_config.effort"]);
    expect(paths("SAMPLING_CHANGED")).toEqual(["body temperature"]);
  });

  test("of a change for one audience is a request of that audience", () => {
    const free = (effort: string) =>
      enforced(`reasoning: { effort: high }\naudiences: { free: { reasoning: { effort: ${effort} } } }`);
    const report = search(free("high"), free("low"), [request("paid"), request("free", {}, {}, "free")]);
    expect(of(report, "REASONING_EFFORT_LOWERED")?.witness).toMatchObject({ exchange: "free", audience: "free" });
  });

  test("of a prompt that the client owns is a request that departs from one version alone", () => {
    const verified = (text: string) => contractOf(small(`system: [{ id: tone, text: "${text}" }]`, "verify"));
    const report = search(verified("Be kind."), verified("Be fair."), [request("kind", { system: "Be kind." })]);
    expect(of(report, "SYSTEM_PROMPT_CHANGED")?.witness?.differences).toMatchObject([
      { where: "finding", path: expect.stringContaining("SYSTEM_PROMPT_UNREGISTERED") as string },
    ]);
  });

  test("is the one that differs in the fewest points", () => {
    const report = search(
      enforced('model: { id: claude-opus-4-6 }\nsystem: [{ id: a, text: "A." }]'),
      enforced('model: { id: claude-opus-4-6 }\nsystem: [{ id: a, text: "B." }]'),
      [request("many", { model: "other" }), request("few")],
    );
    expect(of(report, "SYSTEM_PROMPT_CHANGED")?.witness?.differences.length).toBe(1);
  });
});

describe("a search", () => {
  test("finds behaviour that changed though every change is safe, or none is told", () => {
    // Of two roles that fit alike the first in the document speaks; a digest knows no order.
    const roles = (first: string, second: string) =>
      enforced(
        `roles: { main: { match: { default: true } }, ${first}: { match: { no_tools: true }, reasoning: { effort: ${first === "calm" ? "low" : "high"} } }, ${second}: { match: { no_tools: true }, reasoning: { effort: ${second === "calm" ? "low" : "high"} } } }`,
      );
    const [before, after] = [roles("calm", "keen"), roles("keen", "calm")];
    expect(before.digest).toBe(after.digest);
    const report = search(before, after, [request("plain")]);
    expect(report.witnessed).toEqual([]);
    expect(report.unexplained).toMatchObject({ exchange: "plain" });
    expect(report.unexplained?.differences.map(({ where }) => where)).toContain("body");
  });

  test("says nothing is unexplained where nothing differs, or a rule has told it", () => {
    const same = enforced("reasoning: { effort: high }");
    expect(search(same, same, [request("a")]).unexplained).toBeUndefined();
    const told = search(enforced("model: { id: a }"), enforced("model: { id: b }"), [request("a")]);
    expect(told.unexplained).toBeUndefined();
    expect(told.requests).toBe(1);
  });
});
