import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registryCaller } from "./registry-caller.ts";
import { verifyLog } from "./verify-log.ts";

const folder = mkdtempSync(join(tmpdir(), "bellwether-verify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("what is registered while a log is read is no reason to say that it was touched", async () => {
  const caller = registryCaller({ registry: join(folder, "registry.jsonl"), json: false }, false);
  const register = (version: string): Promise<unknown> =>
    caller.call("POST", "/api/v1/contracts", { document: { bellwether: 1, surface: "s", version, mode: "observe" } });
  await register("1.0.0");
  let busy = 2;
  const slow = {
    call: async (method: string, path: string): Promise<unknown> => {
      if (path === "/api/v1/contracts" && busy-- > 0) await register(`1.0.${busy + 1}`);
      return caller.call(method, path);
    },
  };
  expect(await verifyLog(slow, undefined)).toMatchObject({ number: 3, problems: [] });
});
