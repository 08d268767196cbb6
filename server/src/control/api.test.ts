import { beforeEach, describe, expect, test } from "bun:test";
import type { Hono } from "hono";
import { manualClock } from "../core/clock.ts";
import { idGenerator } from "../core/id.ts";
import { completeRecord } from "../exchange/record.ts";
import { keyHash, type KeyRecord } from "../gateway/key.ts";
import { controlApi } from "./api.ts";
import { ChoiceService } from "./choices.ts";
import { ChannelService } from "./channels.ts";
import { RegistryService } from "./registry.ts";
import { ErasureService } from "./erasures.ts";
import { AlertDesk } from "./alert-desk.ts";
import { RecordFeed } from "./feed.ts";
import { DeclaredExchanges } from "./declared-exchanges.ts";
import { ScoreService } from "./scores.ts";
import { USUAL_PHRASES } from "../session/deeds/phrases.ts";
import { speechReader } from "../session/deeds/speech.ts";
import { QualityService } from "./quality-service.ts";
import { MemoryControlStore, MemoryExchangeStore } from "./fixtures/memory-stores.ts";
import { signerFrom } from "./signer.ts";
import { Turns } from "./turns.ts";
import { KeyService } from "./keys.ts";

const ID = "01923456-789a-7000-bfff-ffffffffffff";
const clock = manualClock(1_000_000);
const random = (into: Uint8Array): Uint8Array => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>);
let app: Hono;
let control: MemoryControlStore;
let exchanges: MemoryExchangeStore;
let feed: RecordFeed;
let reports: string[];
let ended: string[];
let notReady: string | undefined;

const KEYS = new Map<string, KeyRecord>(
  (["app", "operator", "admin", "old"] as const).map((name) => [
    keyHash(name),
    {
      id: `key_${name}`,
      hash: keyHash(name),
      kind: name === "old" ? "admin" : name,
      tenant: "t",
      trusted: false,
      name,
      ...(name === "old" ? { expiresAt: 1_000_000 } : {}),
    },
  ]),
);

beforeEach(() => {
  exchanges = new MemoryExchangeStore();
  feed = new RecordFeed();
  reports = [];
  ended = [];
  notReady = undefined;
  control = new MemoryControlStore();
  const newId = idGenerator(clock.now, random);
  const services = { store: control, clock, newId, random, changed: () => Promise.resolve() };
  const desk = new AlertDesk({ store: control, clock, channels: new Map(), rules: [], report: () => undefined });
  const quality = new QualityService({
    store: control,
    clock,
    desk,
    units: () => Promise.resolve({ units: [], truncated: false, end: undefined, absent: [] }),
    leadership: { leads: true },
    baseUrl: undefined,
    configured: [],
    after: () => () => undefined,
    report: () => undefined,
  });
  app = controlApi({
    quality,
    desk,
    exchanges,
    control,
    scores: new ScoreService({
      store: exchanges.scores,
      erasures: { insertScores: (scores) => exchanges.scores.add(scores).then(() => scores) },
      now: clock.now,
      newId,
    }),
    declared: new DeclaredExchanges({
      exchanges,
      erasures: exchanges,
      priced: (record) => record,
      stored: () => undefined,
      mark: () => (text) => `m${text.length}`,
      speech: speechReader(USUAL_PHRASES),
      kinds: () => new Map(),
    }),
    erasures: new ErasureService({
      store: control,
      exchanges,
      turns: new Turns(),
      clock,
      newId,
      key: new Uint8Array(32),
      conceal: (tenant, text) => `${tenant}:${text}`,
    }),
    backups: {
      begin: () => Promise.resolve({ id: ID, control: "c", exchanges: {} }),
      end: (id) => {
        ended.push(id);
        return Promise.resolve();
      },
    },
    recordings: {
      keep: (answers) => Promise.resolve({ id: ID, name: `handed/${answers.length}` }),
      drop: (id) => {
        ended.push(id);
        return Promise.resolve();
      },
    },
    keys: new KeyService(services),
    channels: new ChannelService(services),
    registry: new RegistryService(services),
    choices: new ChoiceService(services),
    liveKey: (hash) => KEYS.get(hash),
    feed,
    notices: () => [],
    signer: signerFrom(new Uint8Array(32).fill(7)),
    conceal: (tenant, text) => `${tenant}:${text}`,
    noticesShown: { public: true },
    now: clock.now,
    status: () => Promise.reject(new Error("private detail")),
    ready: () => notReady,
    page: () => new Response("page"),
    report: (what, error) => reports.push(`${what}: ${String(error)}`),
  });
});

const call = (path: string, key?: string, init: RequestInit = {}): Promise<Response> =>
  Promise.resolve(
    app.request(`/api/v1${path}`, {
      ...init,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), "content-type": "application/json" },
    }),
  );
const post = (body: unknown): RequestInit => ({
  method: "POST",
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const outcome = async (response: Response): Promise<[number, string]> => {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message).not.toBe("");
  return [response.status, error.code];
};

describe("the control API", () => {
  test("tells nobody anything without a key, or with one that is dead", async () => {
    for (const path of ["/query", "/tail", "/contracts", "/status", "/audit", "/keys", `/exchanges/${ID}`]) {
      expect(await outcome(await call(path))).toEqual([401, "key_missing"]);
      expect(await outcome(await call(path, "wrong"))).toEqual([401, "key_unknown"]);
      expect(await outcome(await call(path, "old"))).toEqual([401, "key_unknown"]);
    }
  });

  test("lets each kind of key do its own", async () => {
    for (const path of ["/contracts", "/audit"]) {
      expect(await outcome(await call(path, "app"))).toEqual([403, "key_not_allowed"]);
      expect((await call(path, "operator")).status).toBe(200);
    }
    expect(await outcome(await call("/sql", "app", post({ statement: "SELECT 1" })))).toEqual([403, "key_not_allowed"]);
    for (const key of ["app", "operator"]) {
      expect(await outcome(await call("/keys", key))).toEqual([403, "key_not_allowed"]);
      expect(await outcome(await call("/keys", key, post({ kind: "admin" })))).toEqual([403, "key_not_allowed"]);
      expect(await outcome(await call("/keys/key_1", key, { method: "DELETE" }))).toEqual([403, "key_not_allowed"]);
    }
    expect((await call("/keys", "admin")).status).toBe(200);
  });

  test("says what is not there, under any path", async () => {
    expect(await outcome(await call("/nothing", "admin"))).toEqual([404, "route_unknown"]);
    expect(await outcome(await call(`/exchanges/${ID}`, "admin"))).toEqual([404, "exchange_unknown"]);
    expect(await outcome(await call("/exchanges/'; DROP", "admin"))).toEqual([404, "exchange_unknown"]);
    expect(await outcome(await call("/keys/none", "admin", { method: "DELETE" }))).toEqual([404, "resource_unknown"]);
  });

  test("shows a record to the key that made it and to operators, and to nobody else", async () => {
    exchanges.records.push(completeRecord({ exchange: ID, tenant: "t", key: "key_app", received_at: 0 }));
    const shown = (await (await call(`/exchanges/${ID}`, "app")).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({ exchange: ID, received_at: "1970-01-01T00:00:00.000Z" });
    expect((await call(`/exchanges/${ID}`, "operator")).status).toBe(200);
    exchanges.records[0] = { ...exchanges.records[0]!, key: "key_other" };
    expect(await outcome(await call(`/exchanges/${ID}`, "app"))).toEqual([404, "exchange_unknown"]);
  });

  test("fences a question by who asks", async () => {
    await call("/query?since=7d", "app");
    await call("/query?since=7d", "operator");
    expect(exchanges.asked.map(({ fence }) => fence)).toEqual([
      { kind: "key", tenant: "t", key: "key_app" },
      { kind: "all" },
    ]);
    expect(await outcome(await call("/query?where=nonsense%20%3D%201", "app"))).toEqual([400, "query_invalid"]);
  });

  test("takes only JSON objects of the form that it says", async () => {
    for (const body of ["{", "[]", "null", '"x"']) {
      expect(await outcome(await call("/sql", "operator", post(body)))).toEqual([400, "query_invalid"]);
      expect(await outcome(await call("/keys", "admin", post(body)))).toEqual([400, "query_invalid"]);
    }
    expect(await outcome(await call("/sql", "operator", post({ statement: 1 })))).toEqual([400, "query_invalid"]);
    expect(await outcome(await call("/sql", "operator", post({ statement: "DROP" })))).toEqual([400, "query_invalid"]);
    for (const wish of [{ kind: "root" }, { kind: "app", surprise: 1 }, { kind: "app", tenant: "../x" }])
      expect(await outcome(await call("/keys", "admin", post(wish)))).toEqual([400, "query_invalid"]);
  });

  test("makes, lists, rotates and revokes keys, and shows each once", async () => {
    const made = (await (await call("/keys", "admin", post({ kind: "app", name: "n" }))).json()) as Record<
      string,
      string
    >;
    expect(made["key"]).toMatch(/^bw_app_/);
    expect(made["hash"]).toBeUndefined();
    const rotated = await call(`/keys/${made["id"]}/rotate`, "admin", post({ overlap_ms: 5 }));
    expect(rotated.status).toBe(201);
    const listed = await (await call("/keys", "admin")).text();
    expect(listed).not.toContain(made["key"]!);
    expect((JSON.parse(listed) as { keys: unknown[] }).keys.length).toBe(2);
    const revoked = await call(`/keys/${made["id"]}`, "admin", { method: "DELETE" });
    expect([revoked.status, await revoked.text()]).toEqual([204, ""]);
    const { entries } = (await (await call("/audit", "operator")).json()) as { entries: { action: string }[] };
    expect(entries.map(({ action }) => action)).toEqual(["key.revoke", "key.rotate", "key.create"]);
  });

  test("erases for operators, counts first where that is asked, and notes who did it", async () => {
    exchanges.records.push(completeRecord({ exchange: ID, tenant: "acme", session: "s1", received_at: 5 }));
    expect(await outcome(await call("/tenants/acme/erase", "app", post({})))).toEqual([403, "key_not_allowed"]);
    expect(await outcome(await call("/users/erase", "app", post({ users: ["u"] })))).toEqual([403, "key_not_allowed"]);
    expect(await outcome(await call("/users/erase", "operator", post({})))).toEqual([400, "query_invalid"]);
    const counted = await call("/tenants/acme/erase", "operator", post({ dry_run: true }));
    expect(await counted.json()).toEqual({ dry_run: true, erasable: 1 });
    expect(exchanges.records[0]?.tenant).toBe("acme");
    const user = await call("/users/erase", "operator", post({ tenant: "acme", sessions: ["s1"] }));
    expect(await user.json()).toMatchObject({ erased: 1 });
    expect(exchanges.records[0]).toMatchObject({ tenant: "acme", session: "", erased: true });
    const { entries } = (await (await call("/audit", "operator")).json()) as { entries: Record<string, string>[] };
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ["user.erased", "key_operator"],
      ["user.erase", "key_operator"],
    ]);
    expect(JSON.stringify(entries)).not.toContain("s1");
  });

  test("holds the stores for a backup, for admins, until it is told that they are copied", async () => {
    expect(await outcome(await call("/backups", "operator", post({})))).toEqual([403, "key_not_allowed"]);
    expect(await (await call("/backups", "admin", post({}))).json()).toMatchObject({ id: ID });
    expect(await outcome(await call("/backups/none", "admin", { method: "DELETE" }))).toEqual([
      404,
      "resource_unknown",
    ]);
    expect((await call(`/backups/${ID}`, "admin", { method: "DELETE" })).status).toBe(204);
    expect(ended).toEqual([ID]);
  });

  test("keeps recorded answers for the lab, for admins", async () => {
    const answers = [{ status: 200, type: "application/json", answer: "{}" }];
    expect(await outcome(await call("/recordings", "operator", post({ answers })))).toEqual([403, "key_not_allowed"]);
    expect(await outcome(await call("/recordings", "admin", post({ answers: [] })))).toEqual([400, "query_invalid"]);
    expect(await (await call("/recordings", "admin", post({ answers }))).json()).toEqual({ id: ID, name: "handed/1" });
    expect(await outcome(await call("/recordings/..%2Fx", "admin", { method: "DELETE" }))).toEqual([
      404,
      "resource_unknown",
    ]);
  });

  test("keeps what went wrong inside to itself, and tells the operator's log", async () => {
    const response = await call("/status", "operator");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toContain("private detail");
    expect(reports[0]).toContain("private detail");
  });

  test("serves health and the page to everybody", async () => {
    expect(await (await app.request("/healthz")).json()).toEqual({ status: "ok" });
    expect(await (await app.request("/")).text()).toBe("page");
  });

  test("points channels at versions that there are, for admins, and keeps who did it", async () => {
    const versions = ["1.0.0", "1.1.0"].map((version) => ({
      surface: "helper",
      version,
      digest: `sha256:${version}`,
      document: "{}",
      registeredAt: 1,
    }));
    const audit = { at: 1, actor: "bellwether", action: "contract.register", subject: "helper", detail: "{}" };
    await control.apply({ audit, insertContracts: versions });
    const put = (path: string, body: unknown, key = "admin") =>
      call(`/channels/${path}`, key, { ...post(body), method: "PUT" });
    const moved = await put("helper/stable", { version: "1.1.0" });
    expect([moved.status, await moved.json()]).toEqual([
      200,
      { surface: "helper", channel: "stable", version: "1.1.0", notice: null },
    ]);
    expect((await control.state()).channels).toEqual([{ surface: "helper", channel: "stable", version: "1.1.0" }]);
    const entry = { actor: "key_admin", action: "channel.set", subject: "helper@stable" };
    expect((await control.audit(1))[0]).toMatchObject({ ...entry, detail: '{"from":null,"to":"1.1.0"}' });
    await put("helper/stable", { version: "1.1.0" });
    expect(await control.revision()).toBe(2);
    expect(await outcome(await put("helper/stable", { version: "9.9.9" }))).toEqual([404, "resource_unknown"]);
    expect(await outcome(await put("other/stable", { version: "1.1.0" }))).toEqual([404, "resource_unknown"]);
    expect(await outcome(await put("helper/Über", { version: "1.1.0" }))).toEqual([400, "query_invalid"]);
    expect(await outcome(await put("helper/stable", {}))).toEqual([400, "query_invalid"]);
    expect(await outcome(await put("helper/stable", { version: "1.0.0" }, "operator"))).toEqual([
      403,
      "key_not_allowed",
    ]);
  });

  test("says whether anybody should be sent here, and why not", async () => {
    expect((await app.request("/readyz")).status).toBe(200);
    notReady = "the control store is away";
    const answer = await app.request("/readyz");
    expect([answer.status, await answer.json()]).toEqual([503, { status: "the control store is away" }]);
  });
});

describe("the tail", () => {
  const record = (parts: Parameters<typeof completeRecord>[0]) =>
    completeRecord({ tenant: "t", key: "key_app", surface: "s", ...parts });
  const lines = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Record<string, unknown>[]> => {
    const { value } = await reader.read();
    const texts = new TextDecoder().decode(value).split("\n");
    return texts.filter((line) => line !== "").map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  test("shows each record as it comes, inside the caller's fence and question", async () => {
    const response = await call(`/tail?where=${encodeURIComponent("surface = 's'")}`, "app");
    const reader = response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(await lines(reader)).toEqual([]);
    const next = lines(reader);
    feed.publish([
      record({ exchange: "other key", key: "key_x" }),
      record({ exchange: "other surface", surface: "z" }),
      record({ exchange: "mine" }),
    ]);
    expect((await next).map(({ exchange }) => exchange)).toEqual(["mine"]);
    await reader.cancel();
  });

  test("leaves the oldest out for a reader that is too slow, and says how many", async () => {
    const reader = (await call("/tail", "app")).body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    await lines(reader);
    const skeleton = JSON.stringify("x".repeat(1024 * 1024));
    // The first read was under way already and takes the first record.
    for (let at = 0; at < 24; at++) feed.publish([record({ exchange: `e${at}`, skeleton })]);
    const got = await lines(reader);
    expect(got[0]?.["skipped"]).toBeGreaterThanOrEqual(8);
    expect(got.at(-1)?.["exchange"]).toBe("e23");
    expect(got.length).toBeLessThanOrEqual(17);
    await reader.cancel();
  });
});
