import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, parseConfig } from "../../config/config.ts";
import { groupPaths } from "../../processes/paths.ts";
import type { CliContext } from "../context.ts";
import { introduce } from "./up.ts";

const OPERATOR_KEY = "bw_operator_key";
const KEY = "bw_app_00000000000000000000000000000000";
/** What control has since it made the key. */
const REVISION = 7;

/** A deployment whose gateway hears of a new key only by and by: each time it is asked, of one revision more. */
class LateGateway {
  snapshot: number | null = null;
  /** How each request on a provider's path was answered. */
  readonly answered: number[] = [];
  readonly server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    fetch: (request) => this.#answer(request),
  });

  get url(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  get knowsTheKey(): boolean {
    return this.snapshot !== null && this.snapshot >= REVISION;
  }

  #answer(request: Request): Response {
    const route = `${request.method} ${new URL(request.url).pathname}`;
    const asks = route.includes(" /api/v1/") && route !== "GET /api/v1/status";
    if (asks && request.headers.get("authorization") !== `Bearer ${OPERATOR_KEY}`)
      return Response.json({ error: { code: "key_not_allowed", message: "not with this key" } }, { status: 403 });
    switch (route) {
      case "GET /healthz":
        this.snapshot = this.snapshot === null ? REVISION - 3 : this.snapshot + 1;
        return Response.json({ status: "ok", snapshot: this.snapshot });
      case "GET /api/v1/status":
        return Response.json({ revision: REVISION });
      case "GET /api/v1/contracts":
        return Response.json({ contracts: [{ surface: "assistant", version: "1.0.0", channels: ["stable"] }] });
      case "GET /api/v1/keys":
        return Response.json({ keys: [] });
      case "POST /api/v1/keys":
        return Response.json({ id: "key_1", key: KEY });
      default: {
        const status = this.knowsTheKey ? 200 : 401;
        this.answered.push(status);
        return Response.json({}, { status, headers: { "bellwether-exchange": `e${this.answered.length}` } });
      }
    }
  }
}

let data: string;
let gateway: LateGateway;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "bellwether-up-"));
  gateway = new LateGateway();
});
afterEach(async () => {
  await gateway.server.stop(true);
  rmSync(data, { recursive: true, force: true });
});

/** What is said when everything is up; and whether the gateway knew the key when it was said. */
async function introduced(flags: { welcome: boolean; json: boolean }): Promise<{ text: string; known: boolean }> {
  const said = { text: "", known: true };
  const write = (text: string): void => {
    said.text += text;
    said.known &&= gateway.knowsTheKey;
  };
  const config = configOf(data);
  writeFileSync(groupPaths(config).operatorKey, `${OPERATOR_KEY}\n`);
  const context = { process: { stdout: { write }, stderr: { write } }, colour: false } as unknown as CliContext;
  await introduce(context, { ...flags, data }, config, gateway.url);
  return said;
}

function configOf(data: string): Config {
  const result = parseConfig(undefined, "", data, { data }, { env: () => undefined, file: () => undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
}

describe("a welcome", () => {
  test("sends its first traffic when the gateway has heard of the key, and not before", async () => {
    const { text } = await introduced({ welcome: true, json: false });
    expect(gateway.answered).toEqual([200, 200, 200, 200]);
    expect(text).toContain("4 requests were sent through it. See them with:");
    expect(text).toContain(`x-api-key: ${KEY}`);
  });
});

describe("the first key", () => {
  test.each([false, true])("is shown when the gateway knows it, and not before (JSON: %p)", async (json) => {
    const { text, known } = await introduced({ welcome: false, json });
    expect(text).toContain(KEY);
    expect(known).toBe(true);
    expect(gateway.answered).toEqual([]);
  });

  test("is made with the operator's key of this machine, whatever key the environment has for traffic", async () => {
    const before = process.env["BELLWETHER_KEY"];
    process.env["BELLWETHER_KEY"] = KEY;
    try {
      expect((await introduced({ welcome: false, json: false })).text).toContain(KEY);
    } finally {
      if (before === undefined) delete process.env["BELLWETHER_KEY"];
      else process.env["BELLWETHER_KEY"] = before;
    }
  });
});
