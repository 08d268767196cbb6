import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CHAIN_BEGINS, chained, ChainReader, type ChainProblem } from "./audit-chain.ts";
import type { AuditEntry, ChainedEntry } from "./control-store.ts";

const entry: fc.Arbitrary<AuditEntry> = fc.record({
  at: fc.nat(),
  actor: fc.string(),
  action: fc.constantFrom("key.create", "channel.set", "contract.register"),
  subject: fc.string(),
  detail: fc.json(),
});

function logOf(entries: readonly AuditEntry[]): ChainedEntry[] {
  const log: ChainedEntry[] = [];
  for (const one of entries) log.push(chained(one, log.length + 1, log.at(-1)?.digest ?? CHAIN_BEGINS));
  return log;
}

function problemsOf(log: readonly ChainedEntry[], revision: number, noted?: string): readonly ChainProblem[] {
  const reader = new ChainReader(noted);
  reader.read(log);
  return reader.finish({ revision });
}

const log = fc.array(entry, { minLength: 1, maxLength: 12 }).map(logOf);
const logAndPlace = log.chain((entries) => fc.tuple(fc.constant(entries), fc.nat({ max: entries.length - 1 })));

describe("the audit log", () => {
  test("that nobody touched has no problem, in whatever pieces it is read", () => {
    fc.assert(
      fc.property(log, fc.nat(12), (entries, cut) => {
        const reader = new ChainReader(entries[0]?.digest);
        reader.read(entries.slice(0, cut));
        reader.read(entries.slice(cut));
        expect(reader.finish({ revision: entries.length })).toEqual([]);
        expect(reader.head).toBe(entries.at(-1)?.digest ?? "");
      }),
    );
  });

  test("tells of any entry that was changed, in any of its parts", () => {
    const change = fc.constantFrom<(keyof AuditEntry)[]>("actor", "action", "subject", "detail", "at");
    fc.assert(
      fc.property(logAndPlace, change, ([entries, at], part) => {
        const touched = entries.map((one, index) => {
          if (index !== at) return one;
          return { ...one, [part]: part === "at" ? one.at + 1 : `${String(one[part])}x` };
        });
        const [problem] = problemsOf(touched, entries.length);
        expect([problem?.number, problem?.kind]).toEqual([at + 1, "changed"]);
      }),
    );
  });

  test("tells of an entry that was changed and given a digest that fits", () => {
    fc.assert(
      fc.property(logAndPlace, ([entries, at]) => {
        fc.pre(at < entries.length - 1);
        const old = entries[at];
        if (old === undefined) return;
        const forged = chained({ ...old, actor: `${old.actor}x` }, old.number, old.previous);
        const [problem] = problemsOf(entries.with(at, forged), entries.length);
        expect([problem?.number, problem?.kind]).toEqual([at + 2, "forked"]);
      }),
    );
  });

  test("tells of any entry that was removed, the first and the last too", () => {
    fc.assert(
      fc.property(logAndPlace, ([entries, at]) => {
        const kinds = problemsOf(entries.toSpliced(at, 1), entries.length).map(({ kind }) => kind);
        expect(kinds).toContain(at === entries.length - 1 ? "cut" : "missing");
      }),
    );
  });

  test("tells of entries that changed places", () => {
    fc.assert(
      fc.property(logAndPlace, fc.nat(12), ([entries, at], other) => {
        fc.pre(other < entries.length && other !== at);
        const [a, b] = [entries[at], entries[other]];
        if (a === undefined || b === undefined) return;
        const kinds = problemsOf(entries.with(at, b).with(other, a), entries.length).map(({ kind }) => kind);
        expect(kinds).toContain("moved");
      }),
    );
  });

  test("that was written anew from some entry on is told by a digest that was noted elsewhere", () => {
    const entries = ["a", "b", "c"].map((actor) => ({ at: 1, actor, action: "x", subject: "s", detail: "{}" }));
    const before = logOf(entries);
    const forged = logOf(entries.map((one) => (one.actor === "b" ? { ...one, actor: "z" } : one)));
    expect(problemsOf(forged, 3)).toEqual([]);
    expect(problemsOf(forged, 3, before[1]?.digest)).toMatchObject([{ kind: "cut" }]);
    expect(problemsOf(forged, 3, before[0]?.digest)).toEqual([]);
  });
});
