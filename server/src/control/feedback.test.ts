import { beforeEach, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { manualClock } from "../core/clock.ts";
import { BellwetherError } from "../core/error.ts";
import { idGenerator } from "../core/id.ts";
import type { KeyRecord } from "../gateway/key.ts";
import { ErasureService } from "./erasures.ts";
import { feedbackRoutes } from "./feedback-routes.ts";
import { MemoryControlStore, MemoryExchangeStore } from "./fixtures/memory-stores.ts";
import { ScoreService } from "./scores.ts";
import { Turns } from "./turns.ts";

const START = Date.parse("2026-04-01T12:00:00Z");
const clock = manualClock(START);
const newId = idGenerator(clock.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
let exchanges: MemoryExchangeStore;
let erasures: ErasureService;
let caller: KeyRecord;
let app: Hono;

beforeEach(() => {
  clock.set(START);
  caller = { id: "key_app", hash: "", kind: "app", tenant: "acme", trusted: false, name: "" };
  exchanges = new MemoryExchangeStore();
  const conceal = (tenant: string, text: string): string => `${tenant}:${text}`;
  const store = new MemoryControlStore();
  erasures = new ErasureService({
    store,
    exchanges,
    turns: new Turns(),
    clock,
    newId,
    key: new Uint8Array(32),
    conceal,
  });
  const scores = new ScoreService({ store: exchanges.scores, erasures, now: clock.now, newId });
  const secret = new Uint8Array(32).fill(9);
  app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof BellwetherError)) throw error;
    return context.json({ error: { code: error.code, message: error.message } }, error.kind.status as 400);
  });
  app.route("/", feedbackRoutes({ scores, erasures, key: () => caller, secret, now: clock.now }));
});

type Answer = readonly [status: number, body: Record<string, unknown>];
async function post(path: string, body: unknown, token?: string): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await app.request(path, { method: "POST", body: JSON.stringify(body), headers });
  return [response.status, (await response.json()) as Record<string, unknown>];
}
async function tokenFor(wish: Record<string, unknown> = {}): Promise<string> {
  const [status, { token }] = await post("/feedback/tokens", { session: "s1", signals: ["thumbs"], ...wish });
  expect(status).toBe(201);
  return String(token);
}
const vote = (value: unknown, token: string, signal = "thumbs"): Promise<Answer> =>
  post("/feedback", { signal, value }, token);

describe("an end user's feedback", () => {
  test("becomes a score of the session that the token names, by the evaluator end-user", async () => {
    expect(await vote(true, await tokenFor())).toEqual([201, { outcome: "accepted" }]);
    expect(exchanges.scores.all).toMatchObject([
      {
        tenant: "acme",
        key: "key_app",
        target: { kind: "session", id: "s1" },
        signal: "thumbs",
        value: 1,
        boolean: true,
        evaluator: { id: "end-user", version: "1" },
        at: START,
      },
    ]);
  });

  test("is one vote for a session and a signal: the last, by whatever token", async () => {
    const tokens = [
      await tokenFor(),
      await tokenFor({ signals: ["thumbs", { name: "stars", range: [1, 5] }] }),
    ] as const;
    await vote(true, tokens[0]);
    await vote(4, tokens[1], "stars");
    expect(await vote(true, tokens[1])).toEqual([200, { outcome: "duplicate" }]);
    clock.advance(1_000);
    expect(await vote(false, tokens[0])).toEqual([201, { outcome: "accepted" }]);
    await vote(true, await tokenFor({ session: "s2" }));
    expect(exchanges.scores.all.map(({ target, signal, value }) => [target.id, signal, value])).toEqual([
      ["s1", "thumbs", 0],
      ["s1", "stars", 4],
      ["s2", "thumbs", 1],
    ]);
  });

  test("is the last in the order in which it came, also of one moment", async () => {
    const token = await tokenFor();
    const votes = await Promise.all([true, false, true, false].map((value) => vote(value, token)));
    expect(votes.map(([status]) => status)).toEqual([201, 201, 201, 201]);
    expect(exchanges.scores.all.map(({ value }) => value)).toEqual([0]);
  });

  test("may bring its token in the body, for pages that can set no header", async () => {
    const token = await tokenFor();
    expect((await post("/feedback", { token, signal: "thumbs", value: 0.5 }))[0]).toBe(201);
  });

  test("is refused in the same words without a good token, and says what to do where there is none", async () => {
    const good = await tokenFor({ expires_in: "1h" });
    const forged = `${good.slice(0, -4)}AAAA`;
    clock.advance(3_600_000);
    const refused = [
      401,
      { error: { code: "key_unknown", message: expect.stringContaining("none of ours, or has expired") } },
    ];
    for (const token of [good, forged, "bw_app_x"]) expect(await vote(true, token)).toEqual(refused as never);
    expect(await post("/feedback", { signal: "thumbs", value: true })).toMatchObject([
      401,
      { error: { code: "key_missing" } },
    ]);
    expect(exchanges.scores.all).toEqual([]);
  });

  test("goes to what the token is for alone, and inside its range", async () => {
    const token = await tokenFor({ signals: ["thumbs", { name: "stars", range: [1, 5] }] });
    expect(await vote(true, token, "resolved")).toMatchObject([
      403,
      {
        error: { code: "key_not_allowed", message: 'signal: this token is not for "resolved", but for thumbs, stars' },
      },
    ]);
    expect(await vote(true, token, "constructor")).toMatchObject([403, {}]);
    for (const value of [0, 6, true])
      expect(await vote(value, token, "stars")).toMatchObject([
        400,
        { error: { message: "value: must be a number from 1 to 5" } },
      ]);
    expect(await vote(2, token)).toMatchObject([
      400,
      { error: { message: "value: must be a number from 0 to 1, true or false" } },
    ]);
    expect(await vote("5", token, "stars")).toMatchObject([400, { error: { code: "query_invalid" } }]);
  });

  test("is nobody's once the session was erased, by a token that was made before", async () => {
    const token = await tokenFor();
    await vote(true, token);
    clock.advance(5_000);
    await erasures.erase({ kind: "user", tenant: "acme", sessions: ["s1"], users: [] }, "key_op");
    expect(exchanges.scores.all).toEqual([]);
    expect(await vote(true, token)).toMatchObject([401, { error: { code: "key_unknown" } }]);
    clock.advance(1_000);
    expect(await vote(true, await tokenFor())).toMatchObject([201, {}]);
  });

  test("may come from a page of anywhere, also where it is refused", async () => {
    const asked = await app.request("/feedback", { method: "OPTIONS", headers: { origin: "https://shop.example" } });
    expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([204, "POST"]);
    expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
    const refused = await app.request("/feedback", { method: "POST", body: "{" });
    for (const response of [asked, refused]) {
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    }
    expect(
      (await app.request("/feedback/tokens", { method: "POST" })).headers.get("access-control-allow-origin"),
    ).toBeNull();
  });

  test("is short", async () => {
    expect(await post("/feedback", { signal: "x".repeat(9_000), value: 1 })).toMatchObject([
      413,
      { error: { code: "body_too_large" } },
    ]);
  });
});

describe("a token", () => {
  test("is for the caller's own tenant, or, of an operator, for any", async () => {
    expect(await post("/feedback/tokens", { session: "s", signals: ["a"], tenant: "globex" })).toMatchObject([
      403,
      { error: { code: "key_not_allowed", message: expect.stringContaining("leave it out") } },
    ]);
    caller = { ...caller, kind: "operator", tenant: "default" };
    await vote(true, await tokenFor({ tenant: "globex" }));
    expect(exchanges.scores.all).toMatchObject([{ tenant: "globex" }]);
  });

  test("says when it expires, a day later where nobody says", async () => {
    const wish = { session: "s", signals: ["a"] };
    expect((await post("/feedback/tokens", wish))[1]).toMatchObject({ expires_at: "2026-04-02T12:00:00.000Z" });
    const short = await post("/feedback/tokens", { ...wish, expires_in: "10m" });
    expect(short[1]).toMatchObject({ expires_at: "2026-04-01T12:10:00.000Z" });
  });

  test.each<[Record<string, unknown>, RegExp]>([
    [{ session: "" }, /session: must not be empty/],
    [{ session: "a\nb" }, /session: must be printable/],
    [{ signals: [] }, /signals: must name at least one/],
    [{ signals: ["error_rate"] }, /signals.0: must not be one that is measured from records/],
    [{ signals: undefined }, /signals: must be a list of signals/],
    [{ signals: ["No!"] }, /signals.0: must be a name of at most 64 lower-case/],
    [{ signals: [{ name: "a", range: [5, 1] }] }, /signals.0/],
    [{ expires_in: "1y" }, /expires_in: must be a duration of 1s to 90d/],
    [{ expires_in: "91d" }, /expires_in/],
  ])("is not made of %p", async (parts, words) => {
    const [status, { error }] = await post("/feedback/tokens", { session: "s", signals: ["a"], ...parts });
    expect([status, (error as { message: string }).message]).toEqual([400, expect.stringMatching(words)]);
  });
});
