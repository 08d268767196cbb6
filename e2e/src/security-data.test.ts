import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { tell } from "./security-log.ts";
import { freePort } from "../../server/src/adapters/fixtures/free-ports.ts";
import { Deployment, eventually } from "./harness.ts";
import { Machine } from "./machine.ts";

const CHAT = { model: "gpt-5.5", messages: [{ role: "user", content: "hi" }] };
/** What stands for secrets: each is found again wherever it is written. */
const PROVIDER = "sk-provider-0123456789-secret";
const TEXT = "what-a-customer-wrote-0123456789";

let deployment: Deployment;
let lab: Machine;
let acme: string;
let rival: string;
beforeAll(async () => {
  const port = await freePort();
  lab = new Machine({
    name: "lab",
    url: `http://127.0.0.1:${port}`,
    args: ["lab", "serve", "--port", String(port)],
    env: {},
    files: {},
  });
  await lab.up();
  deployment = await Deployment.start({
    contracts: { open: "bellwether: 1\nsurface: open\nversion: 1.0.0\nmode: observe\n" },
    env: { PROVIDER_KEY: PROVIDER },
    config: `upstreams:\n  openai: { base_url: "${lab.url}/v1", key: env:PROVIDER_KEY, lab: true }\n`,
  });
  acme = await deployment.key("--surface", "open", "--tenant", "acme");
  rival = await deployment.key("--surface", "open", "--tenant", "rival");
});
afterAll(() => Promise.all([deployment.stop(), lab.remove()]));

interface Asking {
  readonly key?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly method?: string;
}

async function ask({ key = acme, path = "/v1/chat/completions", body = CHAT, headers = {}, method = "POST" }: Asking) {
  const response = await fetch(`${deployment.url}${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(method === "GET" || method === "DELETE" ? {} : { body: JSON.stringify(body) }),
  });
  const exchange = response.headers.get("bellwether-exchange") ?? "";
  return { status: response.status, exchange, text: await response.text(), headers: response.headers };
}

const get = (path: string, key: string, headers: Record<string, string> = {}) =>
  ask({ key, path, headers, method: "GET" });

describe("keys", () => {
  const changed = (key: string): readonly (readonly [string, string])[] => [
    ["another last character", key.slice(0, -1) + (key.endsWith("a") ? "b" : "a")],
    ["a prefix of it", key.slice(0, -1)],
    ["it with a character more", `${key}a`],
    ["it in another case", key.toUpperCase()],
    ["its kind changed", key.replace("bw_app_", "bw_admin_")],
    ["its digest", `sha256:${new Bun.CryptoHasher("sha256").update(key).digest("hex")}`],
    ["none", ""],
  ];

  test("that are nearly right let nobody in, neither to models nor to the API", async () => {
    for (const [attempt, key] of changed(acme)) {
      const answers = [(await ask({ key })).status, (await get("/api/v1/query", key)).status];
      tell(`key: ${attempt}`, answers);
      expect(answers).toEqual([401, 401]);
    }
  });

  test("in a query are none where the format has none there", async () => {
    const { status } = await ask({ key: "", path: `/v1/chat/completions?key=${acme}` });
    tell("key: in the query of a format that has none there", status);
    expect(status).toBe(401);
  });

  test("of the wrong kind are refused, and revoked ones are dead", async () => {
    const operator = await deployment.key("--kind", "operator");
    const made = JSON.parse((await deployment.command("key", "create", "--json", "--surface", "open")).stdout) as {
      id: string;
      key: string;
    };
    await deployment.command("key", "revoke", made.id);
    const revoked = await eventually(
      async () => ((await ask({ key: made.key })).status === 401 ? 401 : undefined),
      5_000,
      () => "a revoked key lives",
    );
    const answers = {
      operatorCallsModel: (await ask({ key: operator })).status,
      operatorMakesKey: (await ask({ key: operator, path: "/api/v1/keys", body: { kind: "admin" } })).status,
      appReadsStatus: (await get("/api/v1/status", acme)).status,
      appAsksSql: (await ask({ path: "/api/v1/sql", body: { statement: "SELECT 1" } })).status,
      revoked,
    };
    tell("key: of the wrong kind, revoked", answers);
    expect(Object.values(answers)).toEqual([403, 403, 403, 403, 401]);
  });
});

describe("another tenant's", () => {
  test("exchanges are not read by their ids, by queries, or by sessions", async () => {
    const mine = await ask({ headers: { "bellwether-session": "shared-name", "bellwether-build": "acme-build" } });
    await deployment.record(mine.exchange);
    const byId = await get(`/api/v1/exchanges/${mine.exchange}`, rival);
    const where = encodeURIComponent("build=acme-build or tenant=acme or not tenant=rival");
    const byQuery = JSON.parse((await get(`/api/v1/query?synthetic=true&where=${where}`, rival)).text) as {
      rows: unknown[];
    };
    const own = await get(`/api/v1/exchanges/${mine.exchange}`, acme);
    tell("tenants: an exchange by its id, by a query; by its own key", [byId.status, byQuery.rows.length, own.status]);
    expect([byId.status, byQuery.rows, own.status]).toEqual([404, [], 200]);
    const theirs = await ask({ key: rival, headers: { "bellwether-session": "shared-name" } });
    const record = await deployment.record(theirs.exchange);
    tell("tenants: a session of the same name", `turn ${String(record["turn"])}, idle ${String(record["idle_ms"])}`);
    expect(record).toMatchObject({ tenant: "rival", idle_ms: null });
  });

  test("stored answers are not read, gone on from or deleted, also when the gateway has forgotten them", async () => {
    const made = await ask({ path: "/v1/responses", body: { model: "gpt-5.5", input: "hi" } });
    const { id } = JSON.parse(made.text) as { id: string };
    await deployment.record(made.exchange);
    const tries = async (): Promise<number[]> => [
      (await get(`/v1/responses/${id}`, rival)).status,
      (
        await ask({
          key: rival,
          path: "/v1/responses",
          body: { model: "gpt-5.5", input: "and?", previous_response_id: id },
        })
      ).status,
      (await ask({ key: rival, path: `/v1/responses/${id}`, method: "DELETE" })).status,
    ];
    const fresh = await tries();
    const gateway = deployment.pid("gateway-0");
    if (gateway !== undefined) process.kill(gateway, "SIGKILL");
    await eventually(
      async () => {
        const up = await fetch(`${deployment.url}/healthz`).catch(() => undefined);
        return deployment.pid("gateway-0") !== gateway && up?.status === 200 ? true : undefined;
      },
      10_000,
      () => "the gateway did not come back",
    );
    const later = await tries();
    const own = (await get(`/v1/responses/${id}`, acme)).status;
    tell("tenants: a stored answer read, continued, deleted; after a restart; by its own", [fresh, later, own]);
    expect([fresh, later, own]).toEqual([[404, 404, 404], [404, 404, 404], 200]);
  });
});

describe("the API", () => {
  test("reads nothing but the exchanges, whatever the SQL", async () => {
    const attempts = [
      "SELECT * FROM file('/etc/passwd', 'LineAsString')",
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM system.tables",
      "SELECT 1; DROP TABLE exchanges",
      "SELECT 1) UNION ALL (SELECT 2",
      "SELECT 1 INTO OUTFILE '/tmp/bellwether-outfile'",
      "SELECT 1 FROM (SELECT 1 SETTINGS max_execution_time = 0)",
      "SELECT length(groupArray(repeat('x', 10000))) FROM numbers(10000000)",
      "DROP TABLE exchanges",
    ];
    for (const statement of attempts) {
      const { status } = await ask({ key: deployment.adminKey, path: "/api/v1/sql", body: { statement } });
      tell(`SQL: ${statement}`, status);
      expect(status).toBe(400);
    }
    expect((await get("/api/v1/status", deployment.adminKey)).status).toBe(200);
  });

  test("takes no expression that a text makes slow", async () => {
    const where = encodeURIComponent("build~'(a|a)+$'");
    const { status } = await get(`/api/v1/tail?where=${where}`, acme);
    tell("an expression of exponential time in tail", status);
    expect(status).toBe(400);
  });

  test("trusts no cookie, no origin and no host, and lets no other page read it", async () => {
    const headers = { origin: "https://evil.example", cookie: `key=${acme}`, host: "evil.example" };
    const crossed = await get("/api/v1/query", "", headers);
    const preflight = await ask({ key: "", path: "/api/v1/keys", method: "OPTIONS", headers });
    tell("another page, with cookies only", [crossed.status, preflight.status]);
    expect([crossed.status, preflight.status]).toEqual([401, 404]);
    for (const answer of [crossed, preflight])
      expect([...answer.headers.keys()].filter((name) => /^access-control|set-cookie/.test(name))).toEqual([]);
  });

  test("is not polluted by keys that every object has", async () => {
    const body = JSON.parse('{"kind":"app","__proto__":{"kind":"admin"},"constructor":{}}') as unknown;
    const answers = [
      (await ask({ key: deployment.adminKey, path: "/api/v1/keys", body })).status,
      (await get("/api/v1/query?where=__proto__%3D1", acme)).status,
      (await get("/api/v1/query?show=constructor", acme)).status,
      (
        await ask({
          body: JSON.parse(
            '{"model":"gpt-5.5","messages":[{"role":"user","content":"x"}],"metadata":{"__proto__":{"tenant":"rival"}}}',
          ),
        })
      ).status,
    ];
    tell("__proto__ and constructor in bodies and queries", answers);
    expect(answers).toEqual([400, 400, 400, 200]);
  });
});

describe("what is left behind", () => {
  test("callers' words are no commands to a terminal and no lines of a log", async () => {
    const model = "x\u001b[2J\u009b31m\n2026-01-01T00:00:00Z control: forged";
    const { exchange } = await ask({ body: { ...CHAT, model } });
    await deployment.record(exchange);
    const outputs = await Promise.all([
      deployment.command("query", `exchange=${exchange}`, "--synthetic", "--show", "model_requested,error_message"),
      deployment.command("query", `exchange=${exchange}`, "--synthetic", "--show", "model_requested", "--json"),
      deployment.command("query", "model=\u001b[2J\u009b1m'"),
    ]);
    const all = outputs.map(({ stdout, stderr }) => stdout + stderr).join("") + deployment.log;
    tell("a model's name that would clear the screen and forge a line", "shown, not done");
    // oxlint-disable-next-line no-control-regex
    expect(all).not.toMatch(/[\u001b\u009b]/);
    expect(all).not.toMatch(/^2026-01-01T00:00:00Z control: forged/m);
    expect(outputs[0]?.stdout).toContain("forged");
  });

  test("no secret and no word of a customer is on disk, in logs, in answers, or on a command line", async () => {
    const said = { ...CHAT, messages: [{ role: "user", content: TEXT }] };
    const answers = [
      await ask({ body: said }),
      await ask({ body: said, key: `${acme}x` }),
      await ask({ body: { ...said, messages: TEXT } }),
    ];
    await deployment.record(answers[0]?.exchange ?? "");
    const secrets = [PROVIDER, TEXT, acme, rival].map((text) => Buffer.from(text));
    const admin = Buffer.from(deployment.adminKey);
    const found: string[] = [];
    let files = 0;
    for (const entry of readdirSync(deployment.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      files++;
      if (secrets.some((secret) => bytes.includes(secret))) found.push(path);
      if (bytes.includes(admin) && !path.endsWith("operator.key")) found.push(path);
    }
    const lines = ["supervisor", "control", "gateway-0", "lab"].flatMap((part) => {
      const pid = deployment.pid(part);
      return pid === undefined ? [] : [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
    });
    const outputs = [deployment.log.replace(/^ +bw_app_\w+$/m, ""), ...lines, (await get("/healthz", "")).text];
    // What the model says back is the caller's own.
    const told = [...outputs, ...answers.slice(1).map(({ text }) => text)].filter((text) =>
      secrets.some((secret) => text.includes(secret.toString())),
    );
    tell(
      `secrets looked for in ${files} files, the log, the command lines, /healthz and answers`,
      `found in ${found.length + told.length}`,
    );
    expect([found, told]).toEqual([[], []]);
  });

  test("nothing in the data folder can be read by anybody else", () => {
    const data = join(deployment.folder, ".bellwether");
    const open: string[] = [];
    let seen = 0;
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() && !entry.isDirectory()) continue;
      const path = join(entry.parentPath, entry.name);
      const mode = statSync(path, { throwIfNoEntry: false })?.mode;
      if (mode === undefined) continue;
      seen++;
      if ((mode & 0o077) !== 0) open.push(path);
    }
    tell(`modes of ${seen} files and folders`, `${open.length} open to others`);
    expect(open).toEqual([]);
  });

  test("the page cannot be framed, sniffed, or made to load from elsewhere", async () => {
    const { headers } = await get("/", "");
    const policy = headers.get("content-security-policy") ?? "";
    tell("the page's headers", [policy, headers.get("x-frame-options")]);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'self'");
    expect([headers.get("x-content-type-options"), headers.get("referrer-policy")]).toEqual(["nosniff", "no-referrer"]);
  });
});

test("a YAML bomb is refused at once, in a contract and in the configuration", async () => {
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 12; at++) {
    const [name, before] = [String.fromCodePoint(97 + at), String.fromCodePoint(96 + at)];
    lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]`);
  }
  const bomb = join(deployment.folder, "bomb.yaml");
  await Bun.write(bomb, `${lines.join("\n")}\n`);
  const contract = await deployment.command("contract", "check", bomb);
  const config = await deployment.command("query", "--config", bomb);
  tell("aliases that unfold to 9^12 words, in a contract and in the configuration", [contract.code, config.code]);
  expect([contract.code, config.code]).toEqual([1, 3]);
});
