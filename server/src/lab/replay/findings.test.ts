import { describe, expect, test } from "bun:test";
import { brokenIn } from "./breaches.ts";
import { breachOf, sessionOf } from "./fixtures/session.ts";
import { linesPlot } from "./plot.ts";
import { pricesOf } from "./price.ts";
import { resolvedBy } from "./resolved.ts";
import { brokenWords, figure, priceWords } from "./words.ts";

describe("what is said of sessions", () => {
  test("is which invariants they broke, where first, and never before which turn after a gap", () => {
    const sessions = [
      sessionOf(1),
      sessionOf(2, {
        wasIdle: true,
        breaches: [
          breachOf("CONTEXT_EDIT_REPEATED", { short: 500, at: 90, request: 9, turn: 4, turnAfterGap: 2 }),
          breachOf("CONTEXT_EDIT_REPEATED", { at: 95, request: 12, turn: 5, turnAfterGap: 3 }),
        ],
      }),
      sessionOf(3, {
        wasIdle: true,
        breaches: [breachOf("CONTEXT_EDIT_REPEATED", { at: 40, request: 7, turnAfterGap: 3 })],
      }),
      sessionOf(4, { breaches: [breachOf("STREAM_CUT", { at: 10 })] }),
    ];
    const [cut, repeated] = brokenIn(sessions);
    expect(cut).toMatchObject({ id: "STREAM_CUT", sessions: 1, idleSessions: 0, turnAfterGap: undefined });
    expect(repeated).toMatchObject({
      sessions: 2,
      requests: 3,
      idleSessions: 2,
      turnAfterGap: 2,
      first: { session: "s3", number: 3, request: 7 },
    });
    if (repeated === undefined) throw new Error("it was broken");
    expect(brokenWords(repeated)).toContain("first in session 3 (1970-01-01), at its request 7, turn 3 after a gap");
    expect(brokenWords(repeated)).toContain(
      "each of them idle for over an hour; never before turn 2 after a gap; 500 tokens short",
    );
  });

  test("is what a change costs, over sessions that were played both ways", () => {
    const spent = { ...sessionOf(0).spent, usd: 1.5, written: 40, read: 60 };
    const without = [sessionOf(1), sessionOf(2, { wasIdle: true }), sessionOf(3)];
    const prices = pricesOf(without, [sessionOf(1), sessionOf(2, { wasIdle: true, spent }), sessionOf(9, { spent })]);
    expect(prices).toMatchObject({
      all: { sessions: 2, after: { usd: 1.25 } },
      idle: { sessions: 1, after: { usd: 1.5 } },
    });
    if (prices === undefined) throw new Error("sessions were idle");
    expect(priceWords(prices).join("\n")).toContain("$1.500 in place of $1.000 (+50.0 %), and writes 40 tokens");
    expect(pricesOf(without, [sessionOf(1)])).toBeUndefined();
  });

  test("is what was resolved, by each cohort", () => {
    const of = resolvedBy([sessionOf(1, { resolved: 1 }), sessionOf(2, { resolved: 0 })]);
    const half = { mean: 0.5, sessions: 2 };
    expect(of).toMatchObject({ all: half, "plan=pro": half, "idle=never >1h": half });
    expect(Object.keys(of)).not.toContain("client_version=1");
  });

  test("is drawn as SVG, with every line's name", () => {
    const svg = linesPlot({
      title: "a <title>",
      x: "days",
      y: "part",
      lines: [
        {
          name: "with & much",
          points: [
            [0, 1],
            [5, 0.5],
          ],
          dashed: false,
        },
        { name: "none", points: [], dashed: true },
      ],
    });
    expect(svg).toContain("a &lt;title&gt;");
    expect(svg).toContain("with &amp; much");
    expect(svg).not.toContain("NaN");
  });

  test("has numbers that people can read", () => {
    expect([0, 0.012345, 12.345, 999, 12_345.6].map(figure)).toEqual(["0", "0.0123", "12.3", "999", "12,346"]);
  });
});
