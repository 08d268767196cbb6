import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Deployment, eventually } from "./harness.ts";

const contract = (surface: string, provenance: string): string =>
  `bellwether: 1\nsurface: ${surface}\nversion: 1.0.0\nmode: observe\nprovenance: ${provenance}\n`;

/** A small file system in memory, over a folder. */
class SmallDisk {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mounts one; undefined where that is not allowed, or where there is no such thing. */
  static over(folder: string): SmallDisk | undefined {
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]);
    return status === 0 ? new SmallDisk(folder) : undefined;
  }

  /** Takes all room that is left. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.#folder);
    writeFileSync(this.#ballast, new Uint8Array(bavail * bsize));
  }

  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  remove(): void {
    spawnSync("umount", ["-l", this.#folder]);
  }

  get #ballast(): string {
    return join(this.#folder, "ballast");
  }
}

const trial = mkdtempSync(join(tmpdir(), "bellwether-disk-"));
const tried = SmallDisk.over(trial);
tried?.remove();
rmSync(trial, { recursive: true, force: true });
if (tried === undefined) console.log("skipped: no file system of its own to fill can be mounted here");

describe.skipIf(tried === undefined)("a disk that is full", () => {
  let deployment: Deployment;
  let disk: SmallDisk;
  const keys: Record<string, string> = {};
  beforeAll(async () => {
    deployment = await Deployment.start({
      contracts: { lax: contract("lax", "best_effort"), strict: contract("strict", "required") },
    });
    for (const surface of ["lax", "strict"]) keys[surface] = await deployment.key("--surface", surface);
    await deployment.down();
    const mounted = SmallDisk.over(join(deployment.folder, ".bellwether", "spool"));
    if (mounted === undefined) throw new Error("what could be mounted a moment ago cannot be mounted now");
    disk = mounted;
    await deployment.up();
  });
  afterAll(async () => {
    await deployment.down();
    disk.remove();
    await deployment.stop();
  });

  const ask = (surface: string, text: string, stream = false): Promise<Response> =>
    fetch(`${deployment.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": keys[surface] ?? "", "anthropic-version": "2023-06-01" },
      body: JSON.stringify({
        model: "claude-opus-4-6",
        max_tokens: 64,
        stream,
        messages: [{ role: "user", content: text }],
      }),
    });
  const id = (response: Response): string => response.headers.get("bellwether-exchange") ?? "";
  const health = async (): Promise<{ records_dropped: number }> =>
    (await (await fetch(`${deployment.url}/healthz`)).json()) as { records_dropped: number };

  test("costs a required record's answer, and only the record under best effort; then all goes on", async () => {
    const before = await ask("strict", "before");
    expect(before.status).toBe(200);
    await before.text();
    disk.fill();
    // What is left of the last page that was begun may still take a frame or two.
    const refused = await eventually(
      async () => {
        const response = await ask("strict", "while it is full");
        const body = (await response.json()) as { error?: { message: string } };
        return response.status === 503 ? { code: response.headers.get("bellwether-error"), body } : undefined;
      },
      10_000,
      () => "a required record was written to a full disk",
    );
    expect(refused.code).toBe("record_not_durable");
    expect(refused.body.error?.message).toContain("look at the gateway's disk");
    const dropped = (await health()).records_dropped;
    const lost: string[] = [];
    for (const stream of [false, true]) {
      const response = await ask("lax", "while it is full", stream);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(stream ? "message_stop" : "end_turn");
      lost.push(id(response));
    }
    expect((await health()).records_dropped).toBe(dropped + lost.length);

    disk.free();
    const after = await Promise.all(["strict", "lax"].map((surface) => ask(surface, "after")));
    expect(after.map(({ status }) => status)).toEqual([200, 200]);
    await Promise.all(after.map((response) => response.text()));
    for (const response of [before, ...after])
      expect((await deployment.record(id(response)))["outcome"]).toBe("complete");
    const stored = await deployment.rows({ show: "exchange" });
    expect(stored.filter(({ exchange }) => lost.includes(String(exchange)))).toEqual([]);
    expect((await health()).records_dropped).toBe(dropped + lost.length);
  });
});
