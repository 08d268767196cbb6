import { beforeEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { manualClock } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import { idGenerator } from "../core/id.ts";
import { completeRecord } from "../exchange/record.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { ErasureService } from "./erasures.ts";
import { MemoryControlStore, MemoryExchangeStore } from "./fixtures/memory-stores.ts";
import { scoreRoutes } from "./score-routes.ts";
import { ScoreService } from "./scores.ts";
import { Turns } from "./turns.ts";

const START = Date.parse("2026-04-01T12:00:00Z");
const DAY = 86_400_000;
const clock = manualClock(START);
const newId = idGenerator(clock.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
let exchanges: MemoryExchangeStore;
let erasures: ErasureService;
let app: Hono;
let caller: KeyRecord;

const key = (kind: KeyRecord["kind"], tenant: string, id = `key_${tenant}`): KeyRecord => ({
  id,
  hash: "",
  kind,
  tenant,
  trusted: false,
  name: "",
});

beforeEach(() => {
  clock.set(START);
  exchanges = new MemoryExchangeStore();
  erasures = new ErasureService({
    store: new MemoryControlStore(),
    exchanges,
    turns: new Turns(),
    clock,
    newId,
    key: new Uint8Array(32),
    conceal: (tenant, text) => `${tenant}:${text}`,
  });
  caller = key("pipeline", "acme");
  const scores = new ScoreService({ store: exchanges.scores, erasures, now: clock.now, newId });
  const limits = { rows: 10_000, seconds: 1 };
  app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof BellwetherError)) throw error;
    return context.json({ error: { code: error.code, message: error.message } }, error.kind.status as 400);
  });
  app.route("/", scoreRoutes({ scores, store: exchanges.scores, key: () => caller, now: clock.now, limits }));
});

const EVALUATOR = { id: "tests", version: "1" };
const score = (parts: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...("exchange" in parts || "unit" in parts ? {} : { session: "s1" }),
  signal: "resolved",
  value: 1,
  evaluator: EVALUATOR,
  ...parts,
});
async function post(body: unknown): Promise<[number, Record<string, unknown>]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await app.request("/scores", { method: "POST", body: text });
  return [response.status, (await response.json()) as Record<string, unknown>];
}
async function results(scores: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
  return (await post({ scores }))[1]["results"] as Record<string, unknown>[];
}
async function get(query = ""): Promise<Record<string, unknown> & { scores: Record<string, unknown>[] }> {
  const response = await app.request(`/scores${query}`);
  return (await response.json()) as Record<string, unknown> & { scores: Record<string, unknown>[] };
}
const recorded = (parts: Parameters<typeof completeRecord>[0] = {}): string => {
  const exchange = newId();
  exchanges.records.push(
    completeRecord({ exchange, tenant: "acme", session: "s1", received_at: clock.now(), ...parts }),
  );
  return exchange;
};

describe("a score", () => {
  test("is accepted, stored and shown with all that it says", async () => {
    const exchange = recorded();
    const rubric_digest = `sha256:${"1".repeat(64)}`;
    const sent = score({
      exchange,
      value: false,
      evaluator: { id: "judge", version: "2", model: "m", rubric_digest },
      time: "2026-04-01T11:59:00Z",
      idempotency_key: "run-1",
    });
    const [status, answer] = await post(sent);
    expect([status, answer]).toEqual([201, { outcome: "accepted", id: expect.any(String), pending: false }]);
    expect(await get()).toEqual({
      scores: [
        {
          ...sent,
          id: answer["id"],
          tenant: "acme",
          key: "key_acme",
          time: "2026-04-01T11:59:00.000Z",
          received_at: "2026-04-01T12:00:00.000Z",
          pending: false,
        },
      ],
      truncated: false,
      next: null,
    });
  });

  test("is now where it does not say when", async () => {
    await post(score());
    expect((await get()).scores[0]).toMatchObject({ time: "2026-04-01T12:00:00.000Z" });
  });

  test("that comes again under its key is the same one, though later", async () => {
    const sent = score({ idempotency_key: "k" });
    const [, first] = await post(sent);
    clock.advance(60_000);
    expect(await post(sent)).toEqual([200, { outcome: "duplicate", id: first["id"], pending: true }]);
    expect((await get()).scores.length).toBe(1);
  });

  test("that comes again without a key is the same one where it says when, and another where it does not", async () => {
    const timed = score({ time: START });
    expect([(await post(timed))[0], (await post(timed))[0]]).toEqual([201, 200]);
    const untimed = score({ signal: "other" });
    await post(untimed);
    expect((await post(untimed))[0]).toBe(201);
  });

  test("under a used key is refused where it says something else, and changes nothing", async () => {
    await post(score({ idempotency_key: "k" }));
    for (const other of [
      { value: 0 },
      { signal: "x" },
      { evaluator: { id: "tests", version: "2" } },
      { value: true },
    ]) {
      const [status, { error }] = await post(score({ idempotency_key: "k", ...other }));
      expect([status, error]).toEqual([
        409,
        {
          code: "idempotency_key_reused",
          message: expect.stringContaining('idempotency_key is "k"'),
          at: "idempotency_key",
        },
      ]);
    }
    expect((await get()).scores).toMatchObject([{ value: 1, signal: "resolved" }]);
  });

  test("may use a key that another tenant uses", async () => {
    await post(score({ idempotency_key: "k" }));
    caller = key("app", "globex");
    expect((await post(score({ idempotency_key: "k", value: 0 })))[0]).toBe(201);
  });

  test("is refused with what is wrong and where, by its own status", async () => {
    expect(await post(score({ value: "high" }))).toEqual([
      400,
      { error: { code: "score_invalid", message: "value must be a finite number, true or false", at: "value" } },
    ]);
    expect((await post(7))[1]).toMatchObject({ error: { message: "the score must be a score: a JSON object" } });
  });
});

describe("whose a score may be", () => {
  test("is the record's tenant's, and another tenant's exchange is like one that there is not", async () => {
    const theirs = recorded({ tenant: "globex" });
    clock.advance(8 * DAY);
    const unknown = idGenerator(
      () => START,
      (into) => into,
    )();
    const answers = [await post(score({ exchange: theirs })), await post(score({ exchange: unknown }))];
    const message = (id: string): string => `exchange is ${id}: there is no such exchange of this tenant`;
    expect(answers).toEqual(
      [theirs, unknown].map((id) => [
        404,
        { error: { code: "exchange_unknown", message: message(id), at: "exchange" } },
      ]),
    );
    expect(exchanges.scores.all).toEqual([]);
  });

  test("is the caller's own, unless it is an operator's", async () => {
    expect((await post(score({ tenant: "globex" })))[1]).toMatchObject({
      error: { code: "key_not_allowed", at: "tenant" },
    });
    expect((await post(score({ tenant: "acme" })))[0]).toBe(201);
    caller = key("operator", "default");
    expect((await post(score({ tenant: "globex" })))[0]).toBe(201);
    expect((await post(score({ exchange: recorded() })))[0]).toBe(201);
    expect(exchanges.scores.all.map(({ tenant }) => tenant)).toEqual(["acme", "globex", "acme"]);
    const wrong = score({ exchange: recorded(), tenant: "globex" });
    expect((await post(wrong))[1]).toMatchObject({ error: { code: "exchange_unknown" } });
  });

  test("waits for a record that is still on its way", async () => {
    const exchange = newId();
    expect((await post(score({ exchange })))[1]).toMatchObject({ outcome: "accepted", pending: true });
    expect((await get(`?exchange=${exchange}`)).scores).toMatchObject([{ pending: true }]);
    exchanges.records.push(completeRecord({ exchange, tenant: "acme" }));
    expect((await get(`?exchange=${exchange}`)).scores).toMatchObject([{ pending: false }]);
  });

  test("never comes to count for another tenant's exchange that is still on its way", async () => {
    const exchange = newId();
    await post(score({ exchange }));
    exchanges.records.push(completeRecord({ exchange, tenant: "globex", session: "s" }));
    expect((await get()).scores).toMatchObject([{ pending: true, tenant: "acme" }]);
    const sessions = [{ tenant: "globex", session: "s" }];
    expect(await exchanges.scores.ofSessions({ sessions, signal: "resolved", since: 0, until: START * 2 })).toEqual([]);
  });

  test("has to be said by an operator for an exchange of which there is no record yet", async () => {
    caller = key("operator", "default");
    const exchange = newId();
    expect((await post(score({ exchange })))[1]).toMatchObject({
      error: { code: "exchange_unknown", message: expect.stringContaining("say whose it is (tenant)") },
    });
    expect((await post(score({ exchange, tenant: "acme" })))[1]).toMatchObject({ outcome: "accepted", pending: true });
  });

  test("is nobody's any more where it was erased", async () => {
    const exchange = recorded();
    clock.advance(1_000);
    await erasures.erase({ kind: "user", tenant: "acme", sessions: ["s1"], users: ["u1"] }, "key_op");
    const before = { time: START };
    const answers = await results([
      score({ exchange }),
      score({ ...before }),
      score({ unit: "u1", ...before }),
      score({ unit: "u2", ...before }),
    ]);
    expect(answers.map(({ outcome, at }) => [outcome, at])).toEqual([
      ["refused", "scores.0.exchange"],
      ["refused", "scores.1.session"],
      ["refused", "scores.2.unit"],
      ["accepted", undefined],
    ]);
    expect(exchanges.scores.all.map(({ target }) => target.id)).toEqual(["u2"]);
  });
});

describe("a batch", () => {
  test("is answered item by item, and what is wrong with one keeps no other back", async () => {
    const twice = score({ idempotency_key: "a" });
    const [status, answer] = await post({
      scores: [twice, twice, score({ idempotency_key: "a", value: 0 }), { signal: 7 }, 8, score({ unit: "u" })],
    });
    expect(status).toBe(207);
    expect(answer).toMatchObject({ accepted: 2, duplicate: 1, refused: 3 });
    expect(answer["results"]).toMatchObject([
      { index: 0, outcome: "accepted", pending: true },
      { index: 1, outcome: "duplicate" },
      { index: 2, outcome: "refused", status: 409, code: "idempotency_key_reused", at: "scores.2.idempotency_key" },
      {
        index: 3,
        outcome: "refused",
        status: 400,
        at: "scores.3.signal",
        message: expect.stringContaining("scores.3.signal must be"),
      },
      { index: 4, outcome: "refused", status: 400, at: "scores.4" },
      { index: 5, outcome: "accepted", pending: false },
    ]);
    expect(exchanges.scores.blocks).toEqual([2]);
  });

  test("without anything wrong is a plain 200, an empty one too", async () => {
    expect((await post({ scores: [score()] }))[0]).toBe(200);
    expect(await post({ scores: [] })).toEqual([200, { accepted: 0, duplicate: 0, refused: 0, results: [] }]);
  });

  test.each<[string, unknown, number, string, RegExp]>([
    ["what is no JSON", "{", 400, "query_invalid", /not JSON/],
    ["a bare list", [], 400, "query_invalid", /a batch is an object with one/],
    ["no list", { scores: {} }, 400, "query_invalid", /must be a list/],
    ["too many", { scores: Array.from({ length: 1_001 }, () => 1) }, 413, "body_too_large", /1001 came.*at most 1000/],
    ["too much", { scores: ["x".repeat(2 * 1024 * 1024)] }, 413, "body_too_large", /bytes, at most 2097152/],
  ])("is refused as a whole for %s", async (_, body, status, code, words) => {
    const [answered, { error }] = await post(body);
    expect([answered, error]).toEqual([status, { code, message: expect.stringMatching(words) }]);
  });

  test("that the store could not take is told so, and may be sent again", async () => {
    exchanges.scores.addFailure = new BellwetherError("store_unreachable", "away");
    const sent = { scores: [score({ idempotency_key: "a" }), score({ idempotency_key: "b" })] };
    expect((await post(sent))[0]).toBe(503);
    expect((await post(sent))[1]).toMatchObject({ accepted: 2 });
  });

  test("that comes with others becomes one block with them", async () => {
    const all = Array.from({ length: 20 }, (_, at) => post(score({ idempotency_key: `k${at}` })));
    expect((await Promise.all(all)).map(([status]) => status)).toEqual(all.map(() => 201));
    expect(exchanges.scores.blocks.length).toBeLessThan(20);
  });
});

describe("reading scores", () => {
  test("shows a key what it sent itself, and an operator all, or a tenant's", async () => {
    await post(score());
    caller = key("app", "acme", "key_other");
    await post(score({ signal: "mine" }));
    expect((await get()).scores.map(({ signal }) => signal)).toEqual(["mine"]);
    caller = key("operator", "default");
    expect((await get()).scores.length).toBe(2);
    expect((await get("?tenant=globex")).scores).toEqual([]);
  });

  test("goes on page by page", async () => {
    await post({ scores: Array.from({ length: 5 }, (_, at) => score({ time: START - at })) });
    const seen: unknown[] = [];
    let next: unknown = "";
    while (next !== null) {
      const page = await get(`?limit=2&after=${String(next)}`);
      seen.push(...page.scores.map(({ time }) => Date.parse(String(time)) - START));
      expect(page["truncated"]).toBe(page["next"] !== null);
      next = page["next"];
    }
    expect(seen).toEqual([0, -1, -2, -3, -4]);
  });

  test.each([
    ["?limit=0", /from 1 to 10000/],
    ["?limit=many", /from 1 to 10000/],
    ["?after=x", /`next`/],
    ["?exchange=x", /no id of an exchange/],
    ["?session=a&unit=b", /session and unit cannot be asked for together/],
    ["?since=yesterday", /since is "yesterday"/],
    ["?signl=resolved", /"signl" is nothing to ask for here: did you mean signal\?/],
    ["?colour=red", /exchange, session, unit, tenant, signal.* may be said/],
  ])("says what is wrong with %s", async (query, words) => {
    expect(await get(query)).toMatchObject({ error: { code: "query_invalid", message: expect.stringMatching(words) } });
  });
});
