import { describe, expect, test } from "bun:test";
import type { Contract } from "../contract.ts";
import { contractOf, factsOf, type RequestSketch, small } from "../fixtures/make.ts";
import { type Departure, departuresOf, departuresOfRecord, type RecordedRequest } from "./conform.ts";
import { DepartureLog, renderConformance } from "./report.ts";

const HOUR = 3_600_000;
const once = contractOf(
  small(
    'context: { edits: [{ type: clear_thinking, keep: all }, { type: clear_thinking, keep: 1, when: { idle: ">1h" }, repeat: once }] }',
  ),
);
const ALL = "clear_thinking(keep=all)";
const ONE = "clear_thinking(keep=1)";

/** A session whose turns come with these gaps, and that sends these edits. */
function session(turns: readonly (readonly [idleMs: number | undefined, edits: string])[]) {
  let longest = 0;
  return turns.map(([ms, edits], index) => {
    longest = Math.max(longest, ms ?? 0);
    return {
      exchange: `e${index + 1}`,
      session: "s",
      agent: "",
      at: index,
      idle: { ...(ms === undefined ? {} : { ms }), longestMs: longest },
      edits,
    };
  });
}

function conform(contract: Contract, turns: ReturnType<typeof session>): DepartureLog {
  const log = new DepartureLog();
  for (const { edits, ...place } of turns) {
    const request = { ...place, facts: factsOf({ fields: { context_edits: edits } }), header: () => null };
    log.add(place, departuresOf(contract, request));
  }
  return log;
}

describe("traffic that is held against a contract", () => {
  test("departs where a clearing that was declared once goes on, at the first request that repeats it", () => {
    const latched = session([
      [undefined, ALL],
      [5_000, ALL],
      [2 * HOUR, ONE],
      [5_000, ONE],
      [5_000, ONE],
    ]);
    const report = conform(once, latched).report();
    expect(report.groups.length).toBe(1);
    expect(report).toMatchObject({ requests: 5, departing: 2, groups: [{ began: { exchange: "e4" }, requests: 2 }] });
    expect(renderConformance("helper@1.0.0", report)).toContain("began at exchange e4 (");
  });

  test("is silent where it is done once, as declared, and where nobody was idle", () => {
    const healthy = session([
      [undefined, ALL],
      [2 * HOUR, ONE],
      [5_000, ALL],
      [1_800_000, ALL],
    ]);
    const log = conform(once, healthy);
    expect(log.report().groups).toEqual([]);
    expect(renderConformance("helper@1.0.0", log.report())).toBe(
      "4 requests in 1 session are as helper@1.0.0 declares\n",
    );
  });

  test("departs where the clearing that was declared does not come", () => {
    const never = session([
      [undefined, ALL],
      [2 * HOUR, ALL],
    ]);
    expect(conform(once, never).report().groups).toMatchObject([{ began: { exchange: "e2" } }]);
  });

  test("names each field that departs, for its role and audience, with both values", () => {
    const contract = contractOf(
      small(
        "model: { id: m }\nreasoning: { effort: high }\ntools: [{ name: read, schema: { type: object } }]\naudiences: { free: { reasoning: { effort: medium } } }",
      ),
    );
    const asked = (sketch: RequestSketch, audience?: string): readonly Departure[] =>
      departuresOf(contract, {
        exchange: "e",
        session: "s",
        agent: "",
        at: 0,
        idle: {},
        ...(audience === undefined ? {} : { audience }),
        facts: factsOf(sketch),
        header: () => null,
      });
    const found = asked({ fields: { model: "other", effort: "medium" }, tools: ["write"] });
    expect(found.map(({ id }) => id).toSorted()).toEqual(["EFFORT_MISMATCH", "MODEL_MISMATCH", "TOOLS_MISMATCH"]);
    expect(found).toContainEqual(expect.objectContaining({ field: "effort", requested: "medium", contracted: "high" }));
    const effort = (sketch: RequestSketch, audience?: string) =>
      asked(sketch, audience).filter(({ field }) => field === "effort").length;
    expect(effort({ fields: { effort: "medium" } }, "free")).toBe(0);
  });

  test("is told alike from its records, as far as they hold values and digests", () => {
    const contract = contractOf(small('reasoning: { effort: high }\nsystem: [{ id: tone, text: "Be kind." }]'));
    const whole = (sketch: RequestSketch): readonly string[] =>
      departuresOf(contract, { ...place, facts: factsOf(sketch), header: () => null }).map(({ id }) => id);
    const place = { exchange: "e", session: "s", agent: "", at: 0, idle: {} };
    const record = (parts: Partial<RecordedRequest>): readonly string[] =>
      departuresOfRecord(contract, { ...place, role: "main", fields: {}, promptSections: [], ...parts }).map(
        ({ id }) => id,
      );
    const kind = "sha256:9f4a4e8c9ab2a1f8e8a9ee6dcb4b1b4a0f1f6d4f5b6f0d0d2d5c4f1f9f1e3c2b";
    expect(record({ fields: { effort: "low" }, promptDigest: kind }).toSorted()).toEqual(
      whole({ fields: { effort: "low" }, system: ["Be cruel."] }).toSorted(),
    );
    expect(record({ fields: { effort: "high" }, promptDigest: kind, role: "title" })).not.toContain("ROLE_UNKNOWN");
    const two = contractOf(
      small("roles: { main: { match: { default: true } }, title: { match: { no_tools: true } } }"),
    );
    const titled = { ...place, role: "compaction", fields: {}, promptSections: [] };
    expect(departuresOfRecord(two, titled).map(({ id }) => id)).toEqual(["ROLE_UNKNOWN"]);
    expect(whole({ fields: { effort: "high" }, system: ["Be kind."] })).toEqual([]);
  });
});

describe("a report of departures", () => {
  test("says the same departure once, with its first request by time and not by reading", () => {
    const log = new DepartureLog();
    const one = (exchange: string, at: number, session: string): Departure => ({
      exchange,
      session,
      agent: "",
      at,
      idle: {},
      role: "main",
      id: "EFFORT_MISMATCH",
      field: "effort",
      requested: "low",
      contracted: "high",
      message: "low",
    });
    for (const each of [one("b", 2, "s1"), one("a", 1, "s1"), one("c", 3, "s2")]) log.add(each, [each]);
    log.pass("other");
    log.pass("broken");
    expect(log.report()).toMatchObject({
      requests: 3,
      sessions: 2,
      departing: 3,
      others: 1,
      broken: 1,
      groups: [{ began: { exchange: "a" }, last: { exchange: "c" }, requests: 3, sessions: 2 }],
    });
  });

  test("counts a session once, whoever of it speaks, and sends a terminal nothing that it obeys", () => {
    const log = new DepartureLog();
    const loud: Departure = {
      exchange: "e\u001b[31m",
      session: "s\u0007",
      agent: "a\nb",
      at: 1,
      audience: "free\u001b[2m",
      idle: {},
      role: "main",
      id: "MODEL_MISMATCH",
      message: "the request asks for the model m\u001b]0;x\n0 depart",
    };
    log.add(loud, [loud]);
    const main: Departure = { ...loud, agent: "" };
    log.add(main, []);
    const text = renderConformance("c@1.0.0", log.report());
    expect(text).toStartWith("1 of 2 requests in 1 session depart from c@1.0.0\n");
    // oxlint-disable-next-line no-control-regex
    expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f]/);
    expect(text.split("\n")).toHaveLength(6);
  });
});
