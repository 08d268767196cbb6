import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Hono } from "hono";
import { unitRoutes } from "../../control/unit-routes.ts";
import { type Unit, unitsOf } from "../../control/units.ts";
import { usualDefinition } from "../../quality/signals/definition.ts";
import { MemoryControlStore } from "../../control/fixtures/memory-stores.ts";
import { BellwetherError } from "../../core/error.ts";
import { idGenerator } from "../../core/id.ts";
import { scoreOf } from "../../exchange/fixtures/score-of.ts";
import { completeRecord, type RecordParts } from "../../exchange/record.ts";
import type { KeyRecord } from "../../gateway/key.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const HOUR = 3_600_000;
const T0 = Date.parse("2026-04-01T00:00:00Z");
const NOW = T0 + 48 * HOUR;
const newId = idGenerator(
  () => T0,
  (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
);
const { store, close } = await openEmbeddedStore();
afterAll(close);

const JUDGE = { id: "judge", version: "1", model: "m", rubricDigest: "", promptDigest: "" };
const operator: KeyRecord = { id: "op", hash: "", kind: "operator", tenant: "default", trusted: false, name: "" };
const control = new MemoryControlStore();
let caller = operator;
let now = NOW;
const app = new Hono();
app.onError((error, context) => {
  if (!(error instanceof BellwetherError)) throw error;
  return context.json({ error: { code: error.code, message: error.message } }, error.kind.status as 400);
});
app.route(
  "/",
  unitRoutes({
    exchanges: store,
    scores: store.scores,
    control,
    key: () => caller,
    now: () => now,
    limits: { rows: 10_000, seconds: 10 },
  }),
);

async function units(query: string): Promise<{ lines: readonly Unit[]; headers: Headers }> {
  const response = await app.request(`/units?${query}`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  const lines = text.split("\n").filter((line) => line !== "");
  return { lines: lines.map((line) => JSON.parse(line) as Unit), headers: response.headers };
}
const refusal = async (query: string): Promise<string> =>
  units(query).then(
    () => "",
    ({ message }: Error) => message,
  );

/** The records of a session, its first at an hour after the beginning. */
function session(name: string, hour: number, first: RecordParts, ...more: readonly RecordParts[]) {
  return [{ ...first, idle_bucket: "first" }, ...more].map((parts, index) =>
    completeRecord({
      exchange: newId(),
      tenant: "acme",
      key: "k",
      session: name,
      surface: "assistant",
      operation: "generate",
      outcome: "complete",
      turn: 1,
      received_at: T0 + hour * HOUR + index * 60_000,
      ...parts,
    }),
  );
}

beforeAll(async () => {
  const candidate = { arm: "candidate", probability: 0.25, client: "cli", client_version: "2.0" };
  await store.insert("units", [
    ...session("a", 1, { ...candidate, finish_reason: "stop" }, { finish_reason: "length" }),
    ...session(
      "b",
      2,
      { arm: "baseline", probability: 0.75, finish_reason: "stop" },
      { agent: "sub", finish_reason: "length" },
    ),
    ...session("c", 3, { surface: "other", finish_reason: "length", journeys: ["x", "y"] }),
    // Its state was lost: what began anew is no new unit.
    ...session("a", 5, { finish_reason: "length" }),
    ...session("lab", 6, { synthetic: true, finish_reason: "length" }),
    ...session("silent", 7, { outcome: "cancelled" }),
    ...session("broken", -99, { surface: "flaky" }, { outcome: "failed", status: 529 }),
    ...session("probe", -97, { surface: "probed", flags: ["probe", "x"] }, { status: 200 }),
    ...session("mended", -98, { surface: "flaky", outcome: "failed", status: 529 }, { status: 200 }),
    ...session("late", 47.5, { finish_reason: "stop" }),
    ...session("a", 8, { tenant: "globex", key: "g", finish_reason: "stop" }),
  ]);
  const of = (session: string, value: number, hour: number, parts: Parameters<typeof scoreOf>[0] = {}) =>
    scoreOf({ tenant: "acme", session, value, at: T0 + hour * HOUR, receivedAt: NOW, ...parts });
  await store.scores.add([
    of("a", 1, 2),
    of("a", 0, 3),
    of("b", 1, 3),
    of("b", 0, 27),
    of("a", 0.1, 9, { tenant: "globex" }),
    of("broken", 0, -98),
    of("probe", 1, -96),
    of("mended", 1, -97),
    of("a", 5, 2, { signal: "stars" }),
    of("b", 2, 3, { signal: "stars" }),
    of("a", 1, 2, { signal: "both" }),
    of("b", 0, 3, { signal: "both", evaluator: JUDGE }),
  ]);
});

describe("GET /units", () => {
  test("gives a line for each session with what it was judged, its arm and what was fixed before", async () => {
    const { lines, headers } = await units("signal=resolved&tenant=acme&since=2026-04-01");
    expect(lines).toEqual([
      {
        unit: "acme/a",
        arm: "candidate",
        p: 0.25,
        value: 0.5,
        signal: "resolved",
        evaluator: "e@1",
        t: T0 + HOUR,
        attrs: expect.objectContaining({
          tenant: "acme",
          surface: "assistant",
          client: "cli",
          client_version: "2.0",
        }) as never,
      },
      expect.objectContaining({ unit: "acme/b", arm: "baseline", p: 0.75, value: 1 }) as never,
    ]);
    expect([
      headers.get("content-type"),
      headers.get("bellwether-truncated"),
      headers.get("bellwether-missing"),
    ]).toEqual(["application/x-ndjson", "false", "2"]);
  });

  test("keeps two tenants' sessions of one name apart", async () => {
    const { lines } = await units("signal=resolved&since=2026-04-01");
    expect(lines.map(({ unit, value }) => [unit, value])).toEqual([
      ["acme/a", 0.5],
      ["acme/b", 1],
      ["globex/a", 0.1],
    ]);
  });

  test("measures what records alone tell, of main agents and of the first hour", async () => {
    const { lines, headers } = await units("signal=finish_length_rate&since=2026-04-01&window=1h");
    expect(lines.map(({ unit, value }) => [unit, value])).toEqual([
      ["acme/a", 0.5],
      ["acme/b", 1],
      ["acme/c", 0],
      ["globex/a", 1],
    ]);
    expect(lines[2]).toMatchObject({ signal: "finish_length_rate", attrs: { journeys: "x,y" } });
    expect("arm" in lines[2]! || "p" in lines[2]!).toBe(false);
    expect(headers.get("bellwether-missing")).toBe("1");
  });

  test("has no unit whose window is not over, and the same of it ever after", async () => {
    const query = "signal=finish_length_rate&since=2026-04-02T12:00:00Z";
    const early = await units(query);
    expect([early.lines, early.headers.get("bellwether-open")]).toEqual([[], "1"]);
    now = NOW + HOUR;
    expect((await units(query)).lines.map(({ unit }) => unit)).toEqual(["acme/late"]);
    now = NOW;
  });

  test("counts in a window as long as is asked for", async () => {
    const { lines } = await units("signal=resolved&since=2026-04-01&window=30h");
    expect(lines.find(({ unit }) => unit === "acme/b")?.value).toBe(0.5);
  });

  test("takes the lab's sessions where they are asked for, and one surface's alone", async () => {
    const rates = async (query: string) =>
      (await units(`signal=finish_length_rate&since=2026-04-01&${query}`)).lines.map(({ unit }) => unit);
    expect(await rates("synthetic=true")).toContain("acme/lab");
    expect(await rates("surface=other")).toEqual(["acme/c"]);
    expect(await rates("where=client%3Dcli")).toEqual(["acme/a"]);
  });

  test("shows a key its own sessions", async () => {
    caller = { ...operator, id: "g", kind: "app", tenant: "globex" };
    expect((await units("signal=resolved&since=2026-04-01")).lines.map(({ unit }) => unit)).toEqual(["globex/a"]);
    caller = operator;
  });

  test("takes the arms from what a session began with, where the product itself split them", async () => {
    const arms = async (query: string) => {
      const { lines } = await units(`signal=finish_length_rate&since=2026-04-01&${query}`);
      return lines.map(({ unit, arm, p }) => [unit, arm, p]);
    };
    const split = "candidate=journeys%20has%20x&share=0.25";
    const expected = [
      ["acme/a", "baseline", 0.75],
      ["acme/b", "baseline", 0.75],
      ["acme/c", "candidate", 0.25],
      ["globex/a", "baseline", 0.75],
    ];
    expect(await arms(split)).toEqual(expected);
    expect(await arms(`${split}&limit=3`)).toEqual(expected.slice(0, 3));
    expect(await arms(`${split}&surface=other`)).toEqual(expected.slice(2, 3));
  });

  test("goes on page by page, in the order in which sessions began", async () => {
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: Awaited<ReturnType<typeof units>> = await units(
        `signal=finish_length_rate&since=2026-04-01&limit=2&after=${next}`,
      );
      seen.push(...page.lines.map(({ unit }) => unit));
      next = page.headers.get("bellwether-next");
      expect(page.headers.get("bellwether-truncated")).toBe(String(next !== null));
    }
    expect(seen).toEqual(["acme/a", "acme/b", "acme/c", "globex/a"]);
  });

  test("takes what was judged of a session that ended without an answer for no judgement", async () => {
    const { lines, headers } = await units("signal=resolved&since=2026-03-20&until=2026-04-01&surface=flaky");
    expect(lines.map(({ unit, value, error }) => [unit, value, error])).toEqual([
      ["acme/broken", undefined, "infrastructure"],
      ["acme/mended", 1, undefined],
    ]);
    expect(headers.get("bellwether-missing")).toBe("0");
    const ended = await units("signal=ended_in_error&since=2026-03-20&until=2026-04-01&surface=flaky");
    expect(ended.lines.map(({ unit, value }) => [unit, value])).toEqual([
      ["acme/broken", 0],
      ["acme/mended", 1],
    ]);
  });

  test("says which comparison set a session began in, by its flags", async () => {
    const { lines } = await units("signal=resolved&since=2026-03-20&until=2026-04-01&surface=probed");
    expect(lines.map(({ attrs }) => attrs["set"])).toEqual(["probe"]);
  });

  test("is one JSON object too", async () => {
    const response = await app.request("/units?signal=resolved&since=2026-04-01&limit=1&format=json");
    expect(await response.json()).toMatchObject({
      units: [{ unit: "acme/a" }],
      truncated: true,
      next: expect.any(String),
    });
  });

  test("is told how a signal is measured, by the request or by the newest contract", async () => {
    const values = async (query: string) => {
      const { lines } = await units(`signal=stars&since=2026-04-01&${query}`);
      return lines.flatMap(({ value }) => (value === undefined ? [] : [Math.round(value * 100) / 100]));
    };
    expect(await values("range=1,5")).toEqual([1, 0.25]);
    expect(await values("range=1,5&better=lower")).toEqual([0, 0.75]);
    expect(await values("log=1,4")).toEqual([1, 0.5]);
    const document = JSON.stringify({
      bellwether: 1,
      surface: "assistant",
      version: "1.0.0",
      mode: "observe",
      model: { provider: "anthropic", id: "claude-opus-4-6" },
      signals: { stars: { source: "score", orientation: "lower", range: [0, 10], window: "12h" } },
    });
    const contract = { surface: "assistant", version: "1.0.0", digest: "sha256:1", document, registeredAt: 1 };
    const audit = { at: 1, actor: "k", action: "contract.register", subject: "assistant", detail: "{}" };
    await control.apply({ audit, insertContracts: [contract] });
    expect(await values("surface=assistant")).toEqual([0.5, 0.8]);
    expect(await values("surface=assistant&better=higher")).toEqual([0.5, 0.2]);
  });

  test("does not mix what several judged", async () => {
    const query = "signal=both&since=2026-04-01";
    expect(await refusal(query)).toMatch(/both was judged by e@1 and by judge@1.*evaluator=e@1/);
    const of = async (evaluator: string) =>
      (await units(`${query}&evaluator=${evaluator}`)).lines.map(({ unit, value }) => [unit, value]);
    expect(await of("judge")).toEqual([["acme/b", 0]]);
    expect(await of("e@1")).toEqual([["acme/a", 1]]);
    expect(await of("e@2")).toEqual([]);
  });

  test("keeps judges apart where they may change on the way, whoever is preferred going first", async () => {
    const ports = { exchanges: store, scores: store.scores, limits: { rows: 10_000, seconds: 10 } };
    const of = async (...prefer: readonly string[]) => {
      const question = {
        definition: usualDefinition("both"),
        since: T0,
        until: NOW,
        synthetic: false,
        rows: 100,
        epochs: { prefer: new Set(prefer) },
      };
      const { units } = await unitsOf(question, ports, { kind: "all" }, NOW);
      return units
        .filter(({ value }) => value !== undefined)
        .map(({ unit, value, evaluator }) => [unit, value, evaluator]);
    };
    const [own, judge] = ["e@1", expect.stringMatching(/^judge@1#[0-9a-f]{8}$/)];
    expect(await of()).toEqual([
      ["acme/a", 1, own],
      ["acme/b", 0, judge],
    ]);
    const name = String((await of())[1]?.[2]);
    await store.scores.add([
      scoreOf({
        tenant: "acme",
        session: "a",
        value: 0,
        signal: "both",
        at: T0 + 2.5 * HOUR,
        receivedAt: NOW,
        evaluator: JUDGE,
      }),
    ]);
    expect((await of())[0]).toEqual(["acme/a", 1, own]);
    expect((await of(name))[0]).toEqual(["acme/a", 0, name]);
  });

  test.each([
    ["", /signal is not said/],
    ["signal=Nope!", /signal is \\"Nope!\\"/],
    ["signal=a&better=more", /higher, lower is expected/],
    ["signal=a&range=1", /lowest,highest/],
    ["signal=a&range=2,1", /lowest,highest/],
    ["signal=a&log=0,1", /above 0/],
    ["signal=a&log=1,2&range=1,2", /give one of them/],
    ["signal=a&aggregate=median", /mean, sum, last, max, min is expected/],
    ["signal=a&window=ever", /at most 90d/],
    ["signal=a&after=x", /`next`/],
    ["signal=a&where=nonsense%3D1", /nonsense/],
    ["signal=a&limit=100000", /from 1 to 10000/],
    ["signal=a&widow=1h", /\\"widow\\" is nothing to ask for here: did you mean window\?/],
    ["signal=a&format=csv", /json or jsonl is expected/],
    ["signal=a&share=0.5", /candidate=CONDITIONS/],
    ["signal=a&candidate=streamed", /share is not said/],
    ["signal=a&candidate=streamed&share=1", /above 0 and below 1/],
    ["signal=a&candidate=nonsense%3D1&share=.5", /nonsense/],
  ])("says what is wrong with %p", async (query, words) => {
    expect(await refusal(query)).toMatch(words);
  });

  test("comes with a list of the signals that need no judge", async () => {
    const { signals } = (await (await app.request("/signals")).json()) as { signals: { name: string; doc: string }[] };
    expect(signals.find(({ name }) => name === "cache_read_ratio")).toMatchObject({
      better: "higher",
      window_ms: HOUR,
    });
  });
});
