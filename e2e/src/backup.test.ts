import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Deployment } from "./harness.ts";

const OPTIONS = {
  contracts: {
    assistant:
      "bellwether: 1\nsurface: assistant\nversion: 1.0.0\nmode: observe\nmodel: { provider: anthropic, id: claude-opus-4-6 }\n",
  },
};
let first: Deployment;
let second: Deployment;
beforeAll(async () => {
  [first, second] = await Promise.all([Deployment.start(OPTIONS), Deployment.start(OPTIONS)]);
});
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()]);
});

async function send({ url }: Deployment, key: string): Promise<string | null> {
  const response = await fetch(`${url}/v1/messages`, {
    method: "POST",
    headers: { "x-api-key": key, "anthropic-version": "2023-06-01" },
    body: JSON.stringify({ model: "claude-opus-4-6", max_tokens: 16, messages: [{ role: "user", content: "say hi" }] }),
  });
  await response.text();
  expect(response.status).toBe(200);
  return response.headers.get("bellwether-exchange");
}

describe("bellwether backup and restore", () => {
  test("carry every record and key of a running Bellwether into an empty data folder", async () => {
    const key = await first.key("--tenant", "acme");
    const sent = [await send(first, key), await send(first, key), await send(first, key)];
    const backup = join(first.folder, "backup");
    // The last answer may not have been stored when the backup begins: it has to be in it.
    const made = await first.command("backup", backup, "--json");
    expect([made.code, JSON.parse(made.stdout)]).toEqual([0, { folder: backup, records: 3 }]);
    const later = await send(first, key);
    expect((await first.command("backup", backup)).stderr).toContain("not empty");

    expect((await second.command("restore", backup)).stderr).toContain("another bellwether is up");
    await second.down();
    expect((await second.command("restore", backup)).stderr).toContain("restore into an empty data folder");
    rmSync(join(second.folder, ".bellwether"), { recursive: true });
    expect((await second.command("restore", second.folder)).stderr).toContain("no whole backup");
    const restored = await second.command("restore", backup, "--json");
    expect([restored.code, JSON.parse(restored.stdout)]).toEqual([
      0,
      { folder: join(second.folder, ".bellwether"), records: 3 },
    ]);
    await second.up();
    for (const exchange of sent) expect(await second.record(exchange)).toEqual(await first.record(exchange));
    expect((await second.api(`/api/v1/exchanges/${later}`)).status).toBe(404);
    expect(await second.rows({ show: "count", group_by: "surface" })).toEqual([{ surface: "assistant", count: 3 }]);
    await second.record(await send(second, key));
    expect(await second.rows({ show: "count", group_by: "surface" })).toEqual([{ surface: "assistant", count: 4 }]);
  });
});
