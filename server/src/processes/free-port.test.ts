import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBellwetherError } from "../core/error.ts";
import { requireFreePorts } from "./free-port.ts";
import { lockGroup } from "./group-lock.ts";

const HOST = "127.0.0.1";

let run: string;
let servers: Server[] = [];
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), "bellwether-port-"));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  servers = [];
  rmSync(run, { recursive: true, force: true });
});

/** Listens, and says on which port. */
async function listen(host = HOST, port = 0): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as { port: number }).port;
}

/** A port that nobody listens on. */
async function free(): Promise<number> {
  const port = await listen();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

/** What is wrong with a port; nothing where it can be had. */
function problemWith(port: number, host = HOST): Promise<{ code: string; message: string } | undefined> {
  return requireFreePorts([{ host, port, changedBy: "BELLWETHER_PORT or --port" }], run).then(
    () => undefined,
    (thrown: unknown) => {
      if (!isBellwetherError(thrown)) throw thrown;
      return { code: thrown.code, message: thrown.message };
    },
  );
}

describe("a port", () => {
  test("that nobody listens on may be had, and is still free behind the question", async () => {
    const port = await free();
    expect(await problemWith(port)).toBeUndefined();
    expect(await listen(HOST, port)).toBe(port);
  });

  test("is asked for with every other that is needed", async () => {
    const [one, other] = [await free(), await listen()];
    const places = [one, other].map((port) => ({ host: HOST, port, changedBy: "BELLWETHER_LAB_PORT" }));
    const problem = await requireFreePorts(places, run).catch((thrown: unknown) => thrown);
    expect(String(problem)).toMatch(new RegExp(`${HOST}:${other} .*BELLWETHER_LAB_PORT`));
  });

  test("that is left to the system to choose may always be had", async () => {
    expect(await problemWith(0)).toBeUndefined();
  });

  test("that something listens on is a mistake of the configuration, and the message says what to do", async () => {
    const port = await listen();
    const problem = await problemWith(port);
    expect(problem?.code).toBe("config_invalid");
    expect(problem?.message).toContain(`${HOST}:${port}`);
    expect(problem?.message).toMatch(/something else listens there.*BELLWETHER_PORT or --port/);
  });

  test("that something listens on at every address is taken at each of them", async () => {
    expect(await problemWith(await listen("0.0.0.0"))).toMatchObject({ code: "config_invalid" });
    expect(await problemWith(await listen(), "0.0.0.0")).toMatchObject({ code: "config_invalid" });
  });

  test("that others share among themselves is not ours to share", async () => {
    const server = Bun.serve({ hostname: HOST, port: 0, reusePort: true, idleTimeout: 0, fetch: () => new Response() });
    expect(await problemWith(server.port ?? 0)).toMatchObject({ code: "config_invalid" });
    await server.stop(true);
  });

  test("at an address that is not this machine's is a mistake too, by its reason", async () => {
    const problem = await problemWith(await free(), "192.0.2.1");
    expect(problem?.code).toBe("config_invalid");
    expect(problem?.message).toContain("192.0.2.1");
    expect(problem?.message).toContain("--host");
    expect(problem?.message).not.toMatch(/something else listens|--port/);
  });
});

describe("a group that is up on the folder already", () => {
  test("is what is told, and not that its port is taken", async () => {
    const port = await listen();
    const unlock = lockGroup(run);
    expect((await problemWith(port))?.message).toContain("another bellwether is up on this data folder");
    unlock();
    expect((await problemWith(port))?.message).toContain("something else listens there");
  });

  test("is not what the question itself makes of the folder", async () => {
    await problemWith(await listen());
    await problemWith(await free());
    lockGroup(run)();
  });
});
