import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { idGenerator } from "../../core/id.ts";
import { completeRecord } from "../record.ts";
import { saltWith } from "../erase.ts";
import type { ExchangeStore } from "../store.ts";
import { scoreOf } from "../fixtures/score-of.ts";
import type { Score } from "./score.ts";

const ALL = { kind: "all" } as const;
const LIMITS = { rows: 100, seconds: 10 };
const DAY = 86_400_000;

/**
 * What every store of scores must do, as a part of its exchange store. An adapter's test is one
 * call of this with a factory; the store is empty at first.
 */
export function describeScoreStore(name: string, open: () => Promise<ExchangeStore>): void {
  describe(`score store: ${name}`, () => {
    const newId = idGenerator(
      () => Date.now(),
      (into) => crypto.getRandomValues(into),
    );
    const now = Date.now();
    let store: ExchangeStore;
    let count = 0;

    const score = (parts: Partial<Score> = {}): Score =>
      scoreOf({ idempotencyKey: `key ${count++}`, at: now, receivedAt: now, ...parts });
    const ofSignal = async (signal: string): Promise<readonly Score[]> =>
      (await store.scores.list({ signal }, ALL, LIMITS)).scores;
    const record = (parts: Parameters<typeof completeRecord>[0]) =>
      completeRecord({ exchange: newId(), tenant: "t", received_at: now, ended_at: now, ...parts });

    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(async () => {
      await store.close();
    });

    test("gives a score back as it was stored, whatever it is of", async () => {
      const judge = { id: "judge", version: "2", model: "m", rubricDigest: "sha256:r", promptDigest: "sha256:p" };
      const stored = [
        score({
          signal: "whole",
          target: { kind: "session", id: "a'b\\c \u{1F600}\n" },
          evaluator: judge,
          at: now - 1,
        }),
        score({ signal: "whole", target: { kind: "exchange", id: newId() }, value: -0.125, at: now - 2 }),
        score({
          signal: "whole",
          target: { kind: "unit", id: "u" },
          boolean: true,
          outputDigest: "sha256:o",
          at: 1_000,
        }),
      ];
      await store.scores.add(stored);
      expect(await ofSignal("whole")).toEqual(stored);
    });

    test("keeps one score under an id, the first, however often it comes and in whatever order", async () => {
      const first = score({ signal: "twice", idempotencyKey: "one", value: 1 });
      const other = score({ signal: "twice", idempotencyKey: "one", value: 0, receivedAt: now + 5 });
      await store.scores.add([other]);
      await store.scores.add([first]);
      await store.scores.add([first, other]);
      expect(await ofSignal("twice")).toEqual([first]);
      const ids = [first.id, "unknown"];
      expect([...(await store.scores.known("t", ids))]).toEqual([[first.id, first.content]]);
      expect([...(await store.scores.known("other tenant", ids))]).toEqual([]);
    });

    test("lets the last stand where that has the higher rank, across months too", async () => {
      const old = { ...score({ signal: "vote", idempotencyKey: "v", value: 1, at: now - 40 * DAY }), rank: 1 };
      const later = { ...score({ signal: "vote", idempotencyKey: "v", value: 0 }), rank: 2 };
      await store.scores.add([later]);
      await store.scores.add([old]);
      expect((await ofSignal("vote")).map(({ value }) => value)).toEqual([0]);
    });

    test("finds by what a score is of, by evaluator and by time", async () => {
      const exchange = newId();
      const stored = [
        score({ signal: "find", target: { kind: "exchange", id: exchange }, at: now - 10 }),
        score({ signal: "find", target: { kind: "session", id: "find" }, at: now - 20 }),
        score({ signal: "find", target: { kind: "unit", id: "find" }, at: now - 30, tenant: "u" }),
      ] as const;
      await store.scores.add(stored);
      const found = async (question: Parameters<ExchangeStore["scores"]["list"]>[0]): Promise<unknown> =>
        (await store.scores.list({ signal: "find", ...question }, ALL, LIMITS)).scores.map(({ id }) =>
          stored.findIndex((one) => one.id === id),
        );
      expect(await found({ target: { kind: "exchange", id: exchange } })).toEqual([0]);
      expect(await found({ target: { kind: "session", id: "find" } })).toEqual([1]);
      expect(await found({ target: { kind: "unit", id: "find" } })).toEqual([2]);
      expect(await found({ since: now - 20 })).toEqual([0, 1]);
      expect(await found({ until: now - 20 })).toEqual([2]);
      expect(await found({ tenant: "u" })).toEqual([2]);
      expect(await found({ evaluator: "nobody" })).toEqual([]);
    });

    test("shows the vote that stands, by the session too, and not one that it took the place of", async () => {
      const vote = (value: number, rank: number, at: number): Score => ({
        ...score({ signal: "standing", idempotencyKey: "st", target: { kind: "session", id: "standing" }, value, at }),
        rank,
      });
      await store.scores.add([vote(1, 1, now - 50)]);
      await store.scores.add([vote(0, 2, now)]);
      const target = { kind: "session", id: "standing" } as const;
      const values = async (until: number): Promise<readonly number[]> =>
        (await store.scores.list({ target, until }, ALL, LIMITS)).scores.map(({ value }) => value);
      expect([await values(now + 1), await values(now)]).toEqual([[0], []]);
    });

    test("takes very many names at once", async () => {
      const names = Array.from({ length: 600 }, (_, at) => ({ tenant: "t", session: `${"x".repeat(300)}${at}` }));
      await store.insert("many names", [record({ session: names.at(-1)?.session ?? "" })]);
      expect(await store.scores.sessions(names)).toEqual(names.slice(-1));
    });

    test("goes on page by page, also among scores of one moment", async () => {
      await store.scores.add(Array.from({ length: 5 }, () => score({ signal: "pages" })));
      const seen = new Set<string>();
      let page = await store.scores.list({ signal: "pages" }, ALL, { ...LIMITS, rows: 2 });
      for (;;) {
        for (const { id } of page.scores) seen.add(id);
        const after = page.scores.at(-1);
        if (!page.truncated || after === undefined) break;
        page = await store.scores.list({ signal: "pages", after }, ALL, { ...LIMITS, rows: 2 });
      }
      expect(seen.size).toBe(5);
    });

    test("shows a key what it sent itself", async () => {
      const mine = score({ signal: "fence", key: "mine" });
      await store.scores.add([mine, score({ signal: "fence", key: "other" }), score({ signal: "fence", tenant: "x" })]);
      const fence = { kind: "key", tenant: "t", key: "mine" } as const;
      expect((await store.scores.list({ signal: "fence" }, fence, LIMITS)).scores).toEqual([mine]);
    });

    test("says which exchanges and sessions are stored, each under its tenant", async () => {
      const stored = record({ session: "known", tenant: "t" });
      await store.insert("known", [stored, record({ session: "of both", tenant: "u" })]);
      const unknown = newId();
      expect([...(await store.scores.exchanges([stored.exchange, unknown])).values()]).toEqual([
        { exchange: stored.exchange, tenant: "t", session: "known", erased: false },
      ]);
      const names = [
        { tenant: "t", session: "known" },
        { tenant: "u", session: "known" },
        { tenant: "t", session: "of both" },
      ];
      expect(await store.scores.sessions(names)).toEqual([{ tenant: "t", session: "known" }]);
      expect([await store.scores.sessions([]), (await store.scores.exchanges([])).size]).toEqual([[], 0]);
    });

    test("gathers for a session its own scores and those of its exchanges, of its own tenant alone", async () => {
      const inside = record({ session: "gather" });
      const elsewhere = record({ session: "gather", tenant: "u" });
      await store.insert("gather", [inside, elsewhere]);
      const of = (id: string): Partial<Score> => ({ signal: "gather", target: { kind: "exchange", id } });
      await store.scores.add([
        score({ ...of(inside.exchange), value: 0.5, at: now + 2 }),
        score({ ...of(inside.exchange), value: 0.75, at: now + 3 }),
        score({ signal: "gather", target: { kind: "session", id: "gather" }, value: 0.25, at: now + 1 }),
        score({ ...of(elsewhere.exchange), value: 9 }),
        score({ signal: "gather", target: { kind: "session", id: "gather" }, tenant: "u", value: 9 }),
        score({ ...of(inside.exchange), signal: "another", value: 9 }),
        score({ ...of(inside.exchange), value: 9, at: now + 100 }),
      ]);
      const question = { signal: "gather", since: now - 5, until: now + 100 };
      const sessions = [{ tenant: "t", session: "gather" }];
      const found = await store.scores.ofSessions({ ...question, sessions });
      expect(found.map(({ value, at }) => [value, at])).toEqual([
        [0.25, now + 1],
        [0.5, now + 2],
        [0.75, now + 3],
      ]);
      expect(found[0]?.evaluator).toEqual(scoreOf({}).evaluator);
      expect(await store.scores.ofSessions({ ...question, sessions: [] })).toEqual([]);
      const both = await store.scores.ofSessions({
        ...question,
        sessions: [...sessions, { tenant: "u", session: "gather" }],
      });
      expect(both.length).toBe(4);
    });

    describe("erasing", () => {
      const salt = saltWith(new Uint8Array(32).fill(3));
      const before = now + 60_000;

      test("of a tenant takes all that was accepted of it until then", async () => {
        const [gone, stays] = [
          score({ signal: "erase tenant", tenant: "gone" }),
          score({ signal: "erase tenant", tenant: "stays" }),
        ];
        const late = score({ signal: "erase tenant", tenant: "gone", receivedAt: before + 1 });
        await store.scores.add([gone, stays, late]);
        await store.erase({ id: "scores 'one'", scope: { kind: "tenant", tenant: "gone" }, before, salt });
        expect(new Set(await ofSignal("erase tenant"))).toEqual(new Set([stays, late]));
      });

      test("of a user takes those of its sessions, of their exchanges, and of the user as a unit", async () => {
        const theirs = record({ session: "theirs" });
        const marked = record({ session: "marked", skeleton: '{"envelope":{"user":"t:2:mark"}}' });
        const other = record({ session: "other" });
        await store.insert("erase scores", [theirs, marked, other]);
        const of = (kind: "exchange" | "session" | "unit", id: string, tenant = "t"): Score =>
          score({ signal: "erase user", target: { kind, id }, tenant });
        const stay = [
          of("session", "other"),
          of("exchange", other.exchange),
          of("session", "theirs", "u"),
          of("unit", "x"),
        ];
        await store.scores.add([
          of("session", "theirs"),
          of("exchange", theirs.exchange),
          of("session", "marked"),
          of("exchange", marked.exchange),
          of("unit", "user-1"),
          ...stay,
        ]);
        const scope = {
          kind: "user",
          tenant: "t",
          sessions: ["theirs"],
          marks: ["t:2:mark"],
          units: ["user-1"],
        } as const;
        await store.erase({ id: "scores-two", scope, before, salt });
        expect(new Set(await ofSignal("erase user"))).toEqual(new Set(stay));
      });

      test("takes the scores of a session of which no record is stored", async () => {
        await store.scores.add([score({ signal: "erase early", target: { kind: "session", id: "early" } })]);
        const scope = { kind: "user", tenant: "t", sessions: ["early"], marks: [] } as const;
        await store.erase({ id: "scores-three", scope, before, salt });
        expect(await ofSignal("erase early")).toEqual([]);
      });
    });

    test("lets what is too old go with the records", async () => {
      const [old, young] = [score({ signal: "aged", at: now - 400 * DAY }), score({ signal: "aged", at: now - DAY })];
      await store.scores.add([old, young]);
      await store.expire({ before: now - 90 * DAY, contracts: [] });
      expect(await ofSignal("aged")).toEqual([young]);
    });
  });
}
