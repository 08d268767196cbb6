import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { verifyBody } from "../../server/src/control/webhook-signature.ts";
import { Deployment, eventually } from "./harness.ts";

const SECRET = "known to both sides";
/** Sessions that a baseline is learnt from, and those that come after it. */
const [LEARN, MORE] = [120, 120];

interface Told {
  readonly path: string;
  readonly signature: string;
  readonly body: string;
}

let deployment: Deployment;
let receiver: ReturnType<typeof Bun.serve>;
let told: Told[];
let key: string;
/** The webhook's receiver fails this often before it takes anything. */
let failures = 2;

beforeAll(async () => {
  told = [];
  receiver = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 10,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      const body = await request.text();
      if (pathname === "/hook" && failures-- > 0) return new Response(null, { status: 503 });
      told.push({ path: pathname, signature: request.headers.get("bellwether-signature") ?? "", body });
      return new Response("ok");
    },
  });
  const at = `http://127.0.0.1:${receiver.port}`;
  deployment = await Deployment.start({
    contracts: {
      assistant:
        "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
    },
    config: `
monitors:
  resolved: { surface: assistant, signal: resolved, learn: ${LEARN}, window: 1s, run_length: 1000, by: [client], synthetic: true, budget: { period: 1h, drift: 0.01 } }
alerts:
  channels:
    ops: { kind: webhook, url: "${at}/hook", secret: env:HOOK }
    chat: { kind: slack, url: "${at}/slack" }
    pager: { kind: alertmanager, url: "${at}" }
  rules:
    - { name: all, to: [ops, chat, pager], wait: 0s }
`,
    env: { HOOK: SECRET },
  });
  key = await deployment.key("--tenant", "acme");
});
afterAll(async () => {
  await deployment.stop();
  await receiver.stop(true);
});

/** Sessions of one exchange each, of which so many of ten went well. */
async function sessions(from: number, count: number, good: number): Promise<void> {
  // Judged when it was over, however long all of them take: what is judged after the window is in no unit.
  const times: number[] = [];
  for (let index = from; index < from + count; index++) {
    const response = await fetch(`${deployment.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "bellwether-session": `s${index}` },
      body: JSON.stringify({
        model: "claude-opus-4-6",
        max_tokens: 16,
        messages: [{ role: "user", content: "say hi" }],
      }),
    });
    await response.text();
    times.push(Date.now());
  }
  const scores = Array.from({ length: count }, (_, index) => ({
    session: `s${from + index}`,
    signal: "resolved",
    value: index % 10 < good ? 1 : 0,
    evaluator: { id: "tests", version: "1" },
    time: times[index],
  }));
  const posted = await fetch(`${deployment.url}/api/v1/scores`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ scores }),
  });
  expect([posted.status, await posted.text()]).toEqual([200, expect.stringContaining(`"accepted":${count}`)]);
}

interface Monitors {
  readonly monitors: readonly {
    readonly state: string;
    readonly units: number;
    readonly open: boolean;
    readonly baseline_units: number;
  }[];
}
const monitors = async (): Promise<Monitors["monitors"]> =>
  ((await (await deployment.api("/api/v1/monitors")).json()) as Monitors).monitors;
const post = (path: string, body: object): Promise<Response> =>
  fetch(`${deployment.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${deployment.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const seen = (path: string): Promise<Told> =>
  eventually(
    () => told.find((one) => one.path === path),
    60_000,
    () => `${path} was not told: ${deployment.log}`,
  );

describe("a signal that is watched", () => {
  test("learns its baseline from the first sessions, and freezes it with an entry in the log", async () => {
    await sessions(0, LEARN, 9);
    const [watching] = await eventually(
      async () => {
        const all = await monitors();
        return all[0]?.state === "watching" ? all : undefined;
      },
      60_000,
      () => `it does not watch: ${deployment.log}`,
    );
    expect(watching).toMatchObject({ baseline_units: LEARN, open: false });
    const log = await (await deployment.api("/api/v1/audit")).text();
    expect(log).toContain("monitor.bless");
  });

  test("raises an alert when it falls, and tells a webhook by signature, Slack and Alertmanager, each once", async () => {
    await sessions(LEARN, MORE, 3);
    const [hook, slack, pager] = await Promise.all([seen("/hook"), seen("/slack"), seen("/api/v2/alerts")]);
    expect(verifyBody(SECRET, hook.signature, hook.body, Math.floor(Date.now() / 1000))).toBe(true);
    const [alert] = JSON.parse(hook.body).alerts;
    expect(alert).toMatchObject({
      monitor: "resolved",
      surface: "assistant",
      signal: "resolved",
      kind: "level",
      status: "firing",
      severity: "critical",
    });
    expect(alert.summary).toMatch(/^assistant: resolved fell by \d+\.\d points in all units, since 20/);
    expect(alert.command).toStartWith("bellwether ");
    expect(JSON.parse(slack.body).text).toContain(alert.summary);
    const [managed] = JSON.parse(pager.body);
    expect(managed.labels).toMatchObject({ alertname: "BellwetherQuality", surface: "assistant" });
    expect(Date.parse(managed.endsAt)).toBeGreaterThan(Date.now());
    const alerts = await (await deployment.api("/api/v1/alerts?open=true")).json();
    expect(alerts).toMatchObject({ alerts: [{ status: "firing", fingerprint: alert.fingerprint }] });
  });

  test("uses up what drift was allowed, faster than it may", async () => {
    const { budgets } = (await (await deployment.api("/api/v1/budgets")).json()) as {
      budgets: readonly { readonly burn: number; readonly used: number; readonly entries: readonly object[] }[];
    };
    expect(budgets).toHaveLength(1);
    expect(budgets[0]?.entries.length).toBeGreaterThan(0);
    expect(budgets[0]?.burn).toBeGreaterThan(10);
    expect(budgets[0]?.used).toBeGreaterThan(0);
  });

  test("is shown by the command line, with what to do about it", async () => {
    const listed = await deployment.command("alert", "list");
    expect([listed.code, listed.stdout]).toEqual([
      1,
      expect.stringMatching(/^CRITICAL {2}assistant: resolved fell by [\s\S]* act +bellwether /),
    ]);
    expect(listed.stdout).toMatch(/told +(all to (chat|ops|pager)(, |\n)){3}/);
    const { stdout } = await deployment.command("alert", "monitors");
    expect(stdout).toMatch(/^resolved: resolved of assistant, ALARM\n +baseline +120 sessions, 20[\s\S]*budget/);
    const tried = await deployment.command("alert", "test", "nobody");
    expect([tried.code, tried.stderr]).toEqual([3, expect.stringContaining("there is no channel nobody")]);
    const wrong = await deployment.command("alert", "silence", "--match", "surface", "--for", "2h", "--reason", "x");
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining("labels such as surface=search")]);
  });

  test("tells nothing twice after a restart, and knows what is open", async () => {
    const before = told.length;
    await deployment.down();
    await deployment.up();
    await eventually(
      async () => ((await monitors())[0]?.open === true ? true : undefined),
      60_000,
      () => `it has forgotten: ${deployment.log}`,
    );
    const alerts = (await (await deployment.api("/api/v1/alerts?open=true")).json()) as { alerts: unknown[] };
    expect(alerts.alerts).toHaveLength(1);
    expect(told.length).toBe(before);
  });

  test("can be tried, silenced for a reason, and held against another time; who did it is in the log", async () => {
    expect((await post("/api/v1/alerts/test", { channel: "chat" })).status).toBe(200);
    expect(told.at(-1)?.body).toContain("This is a test");
    const unknown = await post("/api/v1/alerts/test", { channel: "nobody" });
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining("has ops, chat, pager")]);
    const refused = await post("/api/v1/silences", { match: {}, until: "2099-01-01", reason: "why not" });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("name a label")]);
    const silence = await post("/api/v1/silences", {
      match: { monitor: "resolved" },
      until: "2099-01-01",
      reason: "a known fault",
    });
    expect(silence.status).toBe(201);
    const blessed = await post("/api/v1/monitors/resolved/bless", {
      since: "2020-01-01",
      until: new Date().toISOString(),
      reason: "a new normal",
    });
    expect(blessed.status).toBe(200);
    const alerts = await eventually(
      async () => {
        const found = (await (await deployment.api("/api/v1/alerts?open=true")).json()) as { alerts: unknown[] };
        return found.alerts.length === 0 ? found : undefined;
      },
      20_000,
      () => "the alert is still open",
    );
    expect(alerts.alerts).toEqual([]);
    const put = (name: string, body: object): Promise<Response> =>
      fetch(`${deployment.url}/api/v1/monitors/${name}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${deployment.adminKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect(
      (await put("lengths", { surface: "assistant", signal: "output_tokens_per_turn", synthetic: true })).status,
    ).toBe(201);
    const wrong = await put("lengths", { surface: "assistant", signal: "output_tokens_per_turn", learns: 5 });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("learns")]);
    expect((await put("resolved", { surface: "assistant", signal: "resolved" })).status).toBe(409);
    const listed = await deployment.command("alert", "monitors");
    expect(listed.stdout).toMatch(
      /lengths: output_tokens_per_turn of assistant, learning\n[\s\S]*declared +by the API/,
    );
    const withdrawn = await fetch(`${deployment.url}/api/v1/monitors/lengths`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${deployment.adminKey}`, "content-type": "application/json" },
      body: JSON.stringify({ reason: "tried" }),
    });
    expect(withdrawn.status).toBe(200);
    const verified = await deployment.command("audit", "verify");
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
  });
});
