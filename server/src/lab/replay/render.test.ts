import { describe, expect, test } from "bun:test";
import { brokenIn } from "./breaches.ts";
import { breachOf, sessionOf } from "./fixtures/session.ts";
import { replayFiles } from "./render-page.ts";
import { renderReplay } from "./render-text.ts";
import type { BuildFindings, ReplayReport } from "./report.ts";
import { resolvedBy } from "./resolved.ts";

const SILENT: BuildFindings = {
  soak: [],
  broken: [],
  alarms: [],
  compared: undefined,
  resolved: resolvedBy([sessionOf(1)]),
  price: undefined,
};
const BUILT: BuildFindings = {
  ...SILENT,
  soak: [
    { id: "CONTEXT_EDIT_UNDECLARED", role: "main", audience: "pro", requests: 20, request: 60, message: "it clears" },
    { id: "CONTEXT_EDIT_UNDECLARED", role: "main", audience: "free", requests: 22, request: 61, message: "it clears" },
  ],
  broken: brokenIn([
    sessionOf(1, {
      wasIdle: true,
      breaches: [
        breachOf("CONTEXT_EDIT_UNDECLARED"),
        breachOf("CONTEXT_EDIT_REPEATED", { request: 9, turnAfterGap: 2 }),
      ],
    }),
  ]),
  alarms: [
    {
      signal: "a_signal",
      view: "two_days",
      sessions: 82,
      at: 0,
      session: "s",
      cohortSessions: 21,
      cohort: "idle=>1h",
      from: 6.6,
      to: 4.7,
      evidence: 1.04,
    },
  ],
};
const REPORT: ReplayReport = {
  replay: "some-weeks",
  seed: "7",
  per_day: 3,
  run_length: 100_000,
  baseline: { from: "2026-02-09", until: "2026-03-04", sessions: 60 },
  played: { sessions: 100, requests: 1_500 },
  changes: [
    {
      name: "B1",
      what: "something changes",
      from: "2026-03-26",
      until: "2026-04-10",
      sessions: 45,
      idleSessions: 9,
      diff: [
        { rule: "CONTEXT_KEEP_REDUCED", severity: "breaking", bump: "major", path: "roles.main", message: "less" },
      ],
      built: BUILT,
      intended: SILENT,
      without: SILENT,
      silent: ["another_signal"],
      watched: [],
      series: [{ name: "a_signal", built: [[0, 1]], without: [[0, 1]] }],
    },
  ],
  catalogue: [
    { build: "healthy", healthy: true, requests: 90, caught: [] },
    {
      build: "shuffles",
      healthy: false,
      requests: 90,
      caught: [{ by: "TOOLS_REORDERED", request: 4, turn: 2, turnAfterGap: undefined, requests: 87 }],
    },
  ],
};

describe("a replay", () => {
  test("is told on a terminal: what each catcher found first, then all of it", () => {
    const lines = renderReplay(REPORT).split("\n");
    expect(lines[3]).toMatch(
      /^B1 +CONTEXT_KEEP_REDUCED \(breaking\) +CONTEXT_EDIT_UNDECLARED, request 60 +CONTEXT_EDIT_REPEATED, session 1, turn 2 after a gap +a_signal, 82 sessions, idle=>1h +nothing +nothing$/,
    );
    const text = lines.join("\n");
    expect(text).toContain("CONTEXT_EDIT_UNDECLARED: it clears; first at request 60, 42 requests");
    expect(text).toContain(
      "a_signal, seen for two days: after 82 sessions (1970-01-01), in idle=>1h (21 of them since), from 6.6 to 4.7",
    );
    expect(text).toContain("nothing: no departure, no invariant broken, no alarm");
    expect(text).toMatch(/^ {2}shuffles +TOOLS_REORDERED at request 4 \(87 in all\)$/m);
  });

  test("is a page with its plots and its JSON, which says how it is made again", () => {
    const files = replayFiles(REPORT);
    expect([...files.keys()]).toEqual(["replay.md", "benchmarks/replay.json", "benchmarks/replay-b1.svg"]);
    const page = files.get("replay.md") ?? "";
    expect(page).toContain("bellwether lab replay some-weeks --seed 7 --sessions 3 --write docs");
    expect(page).toContain("![B1: signals by day](benchmarks/replay-b1.svg)");
    expect(page).toContain("| all | 1 | 80.0 % | 80.0 % | 80.0 % |");
    expect(page).toContain("| healthy | nothing |");
    expect(JSON.parse(files.get("benchmarks/replay.json") ?? "")).toMatchObject({ replay: "some-weeks" });
  });
});
