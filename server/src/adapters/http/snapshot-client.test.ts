import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SnapshotDocument } from "../../gateway/snapshot.ts";
import { SnapshotClient } from "./snapshot-client.ts";

const document = (revision: number): SnapshotDocument => ({
  revision,
  createdAt: 1,
  contracts: [],
  channels: {},
  keys: [],
});

describe("a gateway's view of snapshots", () => {
  const folder = mkdtempSync(join(tmpdir(), "bellwether-snapshots-"));
  const socket = join(folder, "control.sock");
  /** What control sends to whoever connects. */
  let current = document(4);
  let control: ReturnType<typeof Bun.serve>;
  beforeAll(() => {
    control = Bun.serve({
      unix: socket,
      fetch: () =>
        new Response(
          new ReadableStream<string>({
            start(controller) {
              controller.enqueue(`${JSON.stringify(current)}\n`);
            },
          }),
        ),
    });
  });
  afterAll(async () => {
    await control.stop(true);
    rmSync(folder, { recursive: true, force: true });
  });

  /** A client, what it has taken, what it has said, and a wait for the next of both. */
  function listening(file: string): {
    client: SnapshotClient;
    taken: number[];
    said: string[];
    next: () => Promise<void>;
  } {
    const taken: number[] = [];
    const said: string[] = [];
    let wake = Promise.withResolvers<void>();
    const happened = (): void => {
      wake.resolve();
      wake = Promise.withResolvers();
    };
    const client = new SnapshotClient({
      socket,
      file,
      take: (snapshot) => {
        if (typeof snapshot.revision !== "number") throw new Error("this is no snapshot");
        taken.push(snapshot.revision);
        happened();
      },
      report: (what) => {
        said.push(what);
        happened();
      },
      retryMs: 5,
    });
    return { client, taken, said, next: () => wake.promise };
  }

  test("begins with the last good one, follows control, and keeps what it hears", async () => {
    const file = join(folder, "good.json");
    writeFileSync(file, JSON.stringify(document(3)));
    const { client, taken, next } = listening(file);
    client.start();
    expect(taken).toEqual([3]);
    await next();
    client.stop();
    expect(taken).toEqual([3, 4]);
    expect((JSON.parse(readFileSync(file, "utf8")) as SnapshotDocument).revision).toBe(4);
  });

  test.each([
    ["torn", JSON.stringify(document(3)).slice(0, 20)],
    ["empty", ""],
    ["of another kind", "[]"],
  ])("leaves a file aside that is %s, says so, and waits for control", (name, text) => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, text);
    const { client, taken, said } = listening(file);
    client.start();
    client.stop();
    expect(taken).toEqual([]);
    expect(said[0]).toContain("cannot be read and is left aside");
    expect(existsSync(file)).toBe(true);
  });

  test("serves from what it heard also where that cannot be kept on disk", async () => {
    const file = join(folder, "blocked.json");
    // A folder stands where the draft would be written, as nothing can be on a full disk.
    mkdirSync(`${file}.draft`);
    current = document(5);
    const { client, taken, said, next } = listening(file);
    client.start();
    while (said.length === 0) await next();
    client.stop();
    expect(taken).toEqual([5]);
    expect(said).toEqual(["the snapshot could not be kept on disk"]);
  });
});
