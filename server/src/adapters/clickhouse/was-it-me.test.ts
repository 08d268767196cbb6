import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { versionOf } from "../../contract/diff/rule-suite.ts";
import { noticeBetween, NOTICE_DAY } from "../../contract/fixtures/notices.ts";
import type { Notice } from "../../contract/notices/notice.ts";
import { isSignedBy, type Signed, signerFrom } from "../../control/signer.ts";
import type { WasItMeStatement } from "../../control/was-it-me.ts";
import { wasItMeRoutes } from "../../control/was-it-me-routes.ts";
import { asBellwetherError } from "../../core/error.ts";
import { idGenerator } from "../../core/id.ts";
import { type RecordParts, completeRecord } from "../../exchange/record.ts";
import { keyHash, type KeyKind, type KeyRecord } from "../../gateway/key.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** The change was promoted on this day; what came before and after it is told from here. */
const THEN = NOTICE_DAY;
const { store, close } = await openEmbeddedStore();
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));
const effort = (value: string, version = "1.0.0") =>
  versionOf(`model: { id: m }\nreasoning: { effort: ${value} }`, version);
const [one, two] = [effort("high"), effort("low", "2.0.0")];
const made = noticeBetween(one, two, { why: "latency", opt: "out" }, "stable");
if (made === undefined) throw new Error("there is a notice");
const NOTICE: Notice = {
  ...made,
  measured: [{ signal: "resolved", estimate: -0.02, interval: [-0.03, -0.01], units: 400, source: "rollout r-1" }],
};
const signer = signerFrom(new Uint8Array(32).fill(9));

const keyOf = (id: string, kind: KeyKind, tenant: string): [string, KeyRecord] => [
  keyHash(id),
  { id, hash: keyHash(id), kind, tenant, trusted: false, name: "" },
];
const keys = new Map([keyOf("op", "operator", "default"), keyOf("k1", "app", "acme"), keyOf("k2", "app", "other")]);

const record = (at: number, version: string, session: string, parts: RecordParts = {}) =>
  completeRecord({
    exchange: newId(),
    received_at: at,
    tenant: "acme",
    key: "k1",
    session,
    surface: "helper",
    version,
    contract_digest: version === "1.0.0" ? one.digest : two.digest,
    channel: "stable",
    client: "cli",
    client_version: "1.4",
    operation: "generate",
    ...parts,
  });
const skeletonOf = (user: string): string =>
  JSON.stringify({ envelope: { metadata: { user_id: `acme:${user}` } }, messages: [] });

beforeAll(() =>
  store.insert("b1", [
    record(THEN - 2 * DAY, "1.0.0", "s1", { skeleton: skeletonOf("u1") }),
    record(THEN + HOUR, "2.0.0", "s2", { skeleton: skeletonOf("u1"), build: "b7" }),
    record(THEN + 2 * HOUR, "2.0.0", "s2", { skeleton: skeletonOf("u1"), build: "b7" }),
    record(THEN + 3 * HOUR, "2.0.0", "s3", {
      key: "k9",
      choice: `${NOTICE.id}:out`,
      contract_digest: "sha256:overlay",
    }),
    record(THEN + HOUR, "2.0.0", "x1", { tenant: "other", key: "k2" }),
    record(THEN + HOUR, "2.0.0", "s4", { synthetic: true }),
  ]),
);
afterAll(close);

const ask = (path: string, headers: Record<string, string>): Promise<Response> => {
  const app = wasItMeRoutes({
    exchanges: store,
    notices: () => [NOTICE],
    limits: { rows: 10_000, seconds: 30 },
    liveKey: (hash) => keys.get(hash),
    now: () => THEN + 10 * DAY,
    signer,
    conceal: (tenant, user) => `${tenant}:${user}`,
    issuer: "https://changes.example.com",
  });
  app.onError((thrown, context) => {
    const { code, message, kind } = asBellwetherError(thrown);
    return context.json({ error: { code, message } }, kind.status as 400);
  });
  return Promise.resolve(app.request(path, { headers }));
};
const as = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const told = async (query: string, key = "op"): Promise<WasItMeStatement> => {
  const response = await ask(`/api/v1/was-it-me?${query}`, as(key));
  const signed = (await response.json()) as Signed<WasItMeStatement>;
  expect([response.status, isSignedBy(signed, signer.publicKey)]).toEqual([200, true]);
  return signed.statement;
};

describe("was it me", () => {
  test("lists what reached a user between two moments, and the notices of what was new to them", async () => {
    const { reached, notices, ...rest } = await told("tenant=acme&user=u1&from=2026-03-03&to=2026-03-06");
    expect(rest).toMatchObject({ tenant: "acme", of: { user: "u1" }, scope: "tenant", truncated: false });
    expect(reached).toMatchObject([
      {
        surface: "helper",
        version: "2.0.0",
        contract_digest: two.digest,
        build: "b7",
        client: "cli",
        sessions: 1,
        exchanges: 2,
        first_seen: new Date(THEN + HOUR).toISOString(),
        last_seen: new Date(THEN + 2 * HOUR).toISOString(),
        new: true,
      },
    ]);
    expect(notices).toMatchObject([
      { notice: NOTICE.id, why: "latency", withheld: false, measured: [{ estimate: -0.02 }] },
    ]);
  });

  test("says nothing of a change before it came, and that it is not new once it was there before", async () => {
    const before = await told("tenant=acme&session=s1&from=2026-03-01&to=2026-03-04");
    expect([before.reached.map(({ version }) => version), before.notices]).toEqual([["1.0.0"], []]);
    const second = new Date(THEN + 1.5 * HOUR).toISOString();
    const after = await told(`tenant=acme&session=s2&from=${second}&to=2026-03-06`);
    expect([after.reached.map((row) => row.new), after.notices]).toEqual([[false], []]);
  });

  test("says of a change that the tenant refused that it did not reach them", async () => {
    const { reached, notices } = await told("tenant=acme&session=s3&from=2026-03-03&to=2026-03-06");
    expect(reached.map(({ choice }) => choice)).toEqual([`${NOTICE.id}:out`]);
    expect(notices).toMatchObject([{ notice: NOTICE.id, withheld: true }]);
  });

  test("tells a key of its own exchanges alone, and nothing of another tenant", async () => {
    const { scope, reached } = await told("from=2026-03-03&to=2026-03-06", "k1");
    expect([scope, reached.map(({ sessions }) => sessions)]).toEqual(["key", [1]]);
    expect((await ask("/api/v1/was-it-me?tenant=acme", as("k2"))).status).toBe(403);
    expect((await ask("/api/v1/was-it-me?tenant=acme", {})).status).toBe(401);
    expect((await told("tenant=acme&session=x1&from=2026-03-01&to=2026-03-10")).reached).toEqual([]);
  });

  test("asks whose and when where it is not said, or not possible", async () => {
    for (const query of ["", "tenant=acme&from=yesterday", "tenant=acme&from=2026-03-06&to=2026-03-01"])
      expect((await ask(`/api/v1/was-it-me?${query}`, as("op"))).status).toBe(400);
  });

  test("is a page too, whose key is the password that a browser asks for", async () => {
    const query = "tenant=acme&user=u1%3Cb%3E&from=2026-03-03&to=2026-03-06";
    const asked = await ask(`/was-it-me?${query}`, {});
    expect([asked.status, asked.headers.get("www-authenticate")?.slice(0, 5)]).toEqual([401, "Basic"]);
    const basic = { authorization: `Basic ${btoa("me:op")}` };
    const page = await ask(`/was-it-me?${query}`, basic);
    const text = await page.text();
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toContain("u1&lt;b&gt;");
    expect(text).not.toContain("<b>");
    const mine = await (await ask("/was-it-me?tenant=acme&user=u1&from=2026-03-03&to=2026-03-06", basic)).text();
    expect(mine).toContain("helper@2.0.0");
    expect(mine).toContain("resolved: -0.02 (between -0.03 and -0.01, on 400 units; rollout r-1)");
    expect((await ask(`/was-it-me?${query}`, { authorization: `Basic ${btoa("me:wrong")}` })).status).toBe(401);
  });

  test("is signed with the key that anybody can look up", async () => {
    const response = await ask("/.well-known/bellwether-keys.json", {});
    expect(await response.json()).toEqual({ keys: [JSON.parse(JSON.stringify(signer.publicKey)) as object] });
  });
});
