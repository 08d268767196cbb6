import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment, eventually } from "./harness.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await Deployment.start({
    contracts: {
      assistant:
        "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
    },
  });
});
afterAll(() => deployment.stop());

async function send(key: string, user: string, session: string): Promise<string | null> {
  const response = await fetch(`${deployment.url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01", "bellwether-session": session },
    body: JSON.stringify({
      model: "claude-opus-4-6",
      max_tokens: 16,
      metadata: { user_id: user },
      messages: [{ role: "user", content: "say hi" }],
    }),
  });
  await response.text();
  const exchange = response.headers.get("bellwether-exchange");
  await deployment.record(exchange);
  return exchange;
}

describe("bellwether user erase and tenant erase", () => {
  test("erase whom they name, by what requests carry, and say what they did", async () => {
    const key = await deployment.key("--tenant", "acme");
    const [gone, stays] = [await send(key, "ann", "session-of-ann"), await send(key, "bob", "session-of-bob")];
    const asked = await deployment.command("user", "erase", "--tenant", "acme", "--id", "ann", "--dry-run");
    expect([asked.code, asked.stdout]).toEqual([0, "1 records would be erased; nothing was changed\n"]);
    const refused = await deployment.command("user", "erase", "--tenant", "acme", "--id", "ann");
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("--yes")]);
    const done = await deployment.command("user", "erase", "--tenant", "acme", "--id", "ann", "--yes", "--json");
    expect([done.code, JSON.parse(done.stdout)]).toEqual([0, { id: expect.any(String), erased: 1 }]);
    const left = await deployment.record(gone);
    expect(left).toMatchObject({
      erased: true,
      session: "",
      tenant: "acme",
      key: "",
      skeleton: null,
      outcome: "complete",
    });
    expect(left["response_digest"]).toMatch(/^salted:/);
    expect(await deployment.record(stays)).toMatchObject({ erased: false, session: "session-of-bob" });
    const tenant = await deployment.command("tenant", "erase", "acme", "--yes", "--json");
    expect(JSON.parse(tenant.stdout)).toMatchObject({ erased: 1 });
    expect(await deployment.record(stays)).toMatchObject({ erased: true, tenant: "" });
    const { entries } = (await (await deployment.api("/api/v1/audit")).json()) as { entries: { action: string }[] };
    expect(entries.slice(0, 4).map(({ action }) => action)).toEqual([
      "tenant.erased",
      "tenant.erase",
      "user.erased",
      "user.erase",
    ]);
  });

  test("leave nothing of a session's name in the control store, nor in the spool once its segment has gone", async () => {
    const data = join(deployment.folder, ".bellwether");
    const holds = (file: string): boolean => readFileSync(file, "latin1").includes("session-of-");
    await deployment.down();
    expect(holds(join(data, "control.db"))).toBe(false);
    await deployment.up();
    await eventually(
      () => {
        const files = readdirSync(join(data, "spool"), { recursive: true, withFileTypes: true });
        const telling = files.filter((file) => file.isFile() && holds(join(file.parentPath, file.name)));
        return telling.length === 0 ? true : undefined;
      },
      10_000,
      () => "the spool still tells of the session",
    );
  });
});
