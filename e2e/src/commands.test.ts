import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Deployment, eventually, ROOT } from "./harness.ts";

let deployment: Deployment;
let key: string;
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: {
      assistant:
        "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
    },
  });
  key = await deployment.key();
  for (const model of ["claude-opus-4-6", "claude-opus-4-6", "claude-haiku-4-5"]) await (await send({ model })).text();
  await eventually(
    async () => ((await deployment.rows({ show: "count" }))[0]?.["count"] === 3 ? true : undefined),
    10_000,
    () => "three exchanges are expected",
  );
});
afterAll(() => deployment.stop());

function send(
  more: Record<string, unknown> = {},
  secret = key,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": secret, "anthropic-version": "2023-06-01", "bellwether-build": "b42", ...headers },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 32,
      messages: [{ role: "user", content: "say hi" }],
      ...more,
    }),
  });
}

describe("bellwether query", () => {
  test("answers in text, JSON, JSONL and CSV", async () => {
    const args = [
      "query",
      "build=b42",
      "--synthetic",
      "--group-by",
      "model_requested",
      "--show",
      "count",
      "--order-by",
      "count desc",
    ];
    expect((await deployment.command(...args)).stdout).toMatch(
      /model_requested\s+count\n─+\s+─+\nclaude-opus-4-6\s+2\nclaude-haiku-4-5\s+1\n/,
    );
    expect(JSON.parse((await deployment.command(...args, "--format", "json")).stdout)).toMatchObject({
      columns: ["model_requested", "count"],
      rows: [{ count: 2 }, { count: 1 }],
      truncated: false,
    });
    expect(
      (await deployment.command(...args, "--format", "jsonl")).stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { model_requested: "claude-opus-4-6", count: 2 },
      { model_requested: "claude-haiku-4-5", count: 1 },
    ]);
    expect((await deployment.command(...args, "--format", "csv")).stdout).toBe(
      "model_requested,count\r\nclaude-opus-4-6,2\r\nclaude-haiku-4-5,1\r\n",
    );
  });

  test("leaves the lab's traffic out unless it is asked for", async () => {
    expect((await deployment.command("query", "build=b42")).stdout).toContain("no exchanges match");
  });

  test("lets a job fail on a violation in its own run, and shows the rows", async () => {
    const failing = await deployment.command(
      "query",
      "build=b42 violations~MISMATCH",
      "--synthetic",
      "--expect",
      "count = 0",
    );
    expect([failing.code, failing.stdout, failing.stderr]).toEqual([
      1,
      expect.stringContaining("MODEL_MISMATCH"),
      expect.stringContaining("count = 0 does not hold (1)"),
    ]);
    const passing = await deployment.command(
      "query",
      "build=other violations~MISMATCH",
      "--synthetic",
      "--expect",
      "count = 0",
    );
    expect([passing.code, passing.stdout]).toEqual([0, "as expected: count = 0\n"]);
  });

  test("compares whatever was selected", async () => {
    const share = await deployment.command(
      "query",
      "build=b42",
      "--synthetic",
      "--show",
      "share(delegated)",
      "--expect",
      "share(delegated) <= 0.5",
    );
    expect(share.code).toBe(0);
    const nothing = await deployment.command(
      "query",
      "build=none",
      "--synthetic",
      "--show",
      "p95(duration)",
      "--expect",
      "p95(duration) < 1000",
    );
    expect(nothing.code).toBe(1);
    expect((await deployment.command("query", "--synthetic", "--show", "count", "--expect", "cuont = 0")).code).toBe(3);
  });

  test("runs read-only SQL, and nothing else", async () => {
    const counted = await deployment.command(
      "query",
      "--sql",
      "SELECT model_requested, count() AS n FROM exchanges GROUP BY 1 ORDER BY n DESC",
      "--format",
      "csv",
    );
    expect(counted.stdout).toContain("claude-opus-4-6,2");
    const dropped = await deployment.command("query", "--sql", "DROP TABLE exchanges");
    expect([dropped.code, dropped.stderr]).toEqual([3, expect.stringContaining("only a SELECT is allowed")]);
    expect((await deployment.command("query", "--sql", "SELECT * FROM file('/etc/passwd', 'LineAsString')")).code).toBe(
      3,
    );
  });

  test("lists the columns", async () => {
    expect((await deployment.command("query", "--columns")).stdout).toMatch(/idle_ms\s+number\s+Milliseconds since/);
  });

  test("says where nothing answers", async () => {
    const away = await deployment.command("query", "--url", "http://127.0.0.1:1");
    expect([away.code, away.stderr]).toEqual([3, expect.stringContaining("bellwether up")]);
  });
});

describe("bellwether tail", () => {
  test("shows exchanges as they are recorded", async () => {
    const child = spawn(
      "node",
      [join(ROOT, "server/bin/bellwether.js"), "tail", "model=claude-opus-4-6", "--synthetic", "--limit", "1"],
      { cwd: deployment.folder, env: { ...process.env, BELLWETHER_PORT: new URL(deployment.url).port, NO_COLOR: "1" } },
    );
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    const closed = new Promise((resolve) => {
      child.once("close", resolve);
    });
    // It is connected at some moment; what is sent then is shown.
    const sending = setInterval(() => void send().then((response) => response.text()), 200);
    await closed;
    clearInterval(sending);
    expect(out).toMatch(/^\d\d:\d\d:\d\d\.\d{3} 200 complete +assistant@1\.0\.0 main claude-opus-4-6/);
  }, 30_000);
});

describe("bellwether key", () => {
  test("rotates with an overlap: both are good, and the old one says until when", async () => {
    const made = JSON.parse((await deployment.command("key", "create", "--json", "--name", "rotating")).stdout) as {
      id: string;
      key: string;
    };
    const rotated = JSON.parse(
      (await deployment.command("key", "rotate", made.id, "--overlap", "1h", "--json")).stdout,
    ) as { id: string; key: string };
    for (const secret of [made.key, rotated.key]) {
      const response = await eventually(
        async () => {
          const answer = await send({}, secret);
          return answer.status === 401 ? undefined : answer;
        },
        2_000,
        () => "the key is not known",
      );
      expect(response.status).toBe(200);
    }
    expect((await deployment.command("key", "list")).stdout).toMatch(new RegExp(`${made.id}.*live until`));
  });

  test("revokes: the key dies with the next snapshot", async () => {
    const made = JSON.parse((await deployment.command("key", "create", "--json")).stdout) as {
      id: string;
      key: string;
    };
    await eventually(
      async () => ((await send({}, made.key)).status === 200 ? true : undefined),
      2_000,
      () => "the key is not known",
    );
    await deployment.command("key", "revoke", made.id);
    await eventually(
      async () => ((await send({}, made.key)).status === 401 ? true : undefined),
      2_000,
      () => "the key still works",
    );
  });

  test("keeps no key, and lists none", async () => {
    expect((await deployment.command("key", "list", "--json")).stdout).not.toContain(key);
    const audit = await (await deployment.api("/api/v1/audit")).text();
    expect(audit).toContain("key.create");
    expect(audit).not.toContain(key);
  });

  test("an app key may not make keys", async () => {
    const response = await fetch(`${deployment.url}/api/v1/keys`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: '{"kind":"admin"}',
    });
    expect(response.status).toBe(403);
  });
});

describe("other commands", () => {
  test("doctor finds that all is well", async () => {
    const { code, stdout } = await deployment.command("doctor");
    expect([code, stdout]).toEqual([0, expect.stringContaining("All is well.")]);
    expect(JSON.parse((await deployment.command("doctor", "--json")).stdout)).toMatchObject({ wrong: 0 });
  });

  test("doctor says what is wrong and how to mend it", async () => {
    await Bun.write(
      `${deployment.folder}/wrong.yaml`,
      'contracts: [ nothing/*.yaml ]\nupstreams:\n  anthropic: { base_url: "http://127.0.0.1:1", key: env:NOT_SET }\n',
    );
    const { code, stdout } = await deployment.command("doctor", "--config", "wrong.yaml");
    expect(code).toBe(1);
    expect(stdout).toMatch(/WRONG {2}contracts[\s\S]*→ write one with bellwether init/);
    expect(stdout).toMatch(/WRONG {2}key of anthropic[\s\S]*NOT_SET/);
    expect(stdout).toMatch(/WRONG {2}upstream anthropic/);
  });

  test("init writes a contract that is good, and overwrites nothing", async () => {
    const first = await deployment.command("init", "new/search.yaml", "--surface", "search");
    expect([first.code, first.stdout]).toEqual([
      0,
      expect.stringContaining("bellwether contract check new/search.yaml"),
    ]);
    expect((await deployment.command("contract", "check", "new/search.yaml")).code).toBe(0);
    expect((await deployment.command("init", "new/search.yaml", "--surface", "search")).code).toBe(3);
  });

  test("every command explains itself with examples", async () => {
    for (const words of [
      ["up"],
      ["init"],
      ["contract", "check"],
      ["query"],
      ["tail"],
      ["doctor"],
      ["lab", "serve"],
      ["key", "create"],
      ["key", "list"],
      ["key", "rotate"],
      ["key", "revoke"],
    ]) {
      const { code, stdout } = await deployment.command(...words, "--help");
      expect([words.join(" "), code, /Examples?\n/.test(stdout)]).toEqual([words.join(" "), 0, true]);
    }
  }, 60_000);

  test("the page and health are on the one port", async () => {
    expect(await (await fetch(deployment.url)).text()).toContain("<title>Bellwether</title>");
    expect(await (await fetch(`${deployment.url}/healthz`)).json()).toMatchObject({ status: "ok" });
    expect((await fetch(`${deployment.url}/api/v1/nothing`)).status).toBe(404);
  });
});
