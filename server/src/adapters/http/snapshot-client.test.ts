import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SnapshotDocument } from "../../gateway/snapshot.ts";
import { type ControlPlace, ControlPlaces } from "./control-places.ts";
import { SnapshotClient } from "./snapshot-client.ts";

const document = (revision: number): SnapshotDocument => ({
  revision,
  createdAt: 1,
  contracts: [],
  channels: {},
  keys: [],
});

/** Control on a local socket. */
function at(socket: string): ControlPlace {
  const target = { base: "http://control", socket };
  return { name: socket.split("/").at(-1) ?? "", inner: target, api: target };
}

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
  function listening(
    file: string,
    places: readonly ControlPlace[] = [at(socket)],
  ): {
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
      places: new ControlPlaces(places),
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
      silenceMs: 100,
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

  describe("where control has several replicas", () => {
    const replicas: { stop(force: boolean): Promise<void> }[] = [];
    afterEach(async () => {
      await Promise.all(replicas.splice(0).map((replica) => replica.stop(true)));
    });

    /** A replica that sends a snapshot to whoever connects; with `alive`, it goes on giving signs of life. */
    function replica(name: string, snapshot: SnapshotDocument | number, alive = true): ControlPlace {
      const place = join(folder, `${name}.sock`);
      const fetch = (): Response => {
        if (typeof snapshot === "number") return new Response(null, { status: snapshot });
        let signs: ReturnType<typeof setInterval> | undefined;
        const stream = new ReadableStream<string>({
          start(controller) {
            controller.enqueue(`${JSON.stringify(snapshot)}\n`);
            if (alive) signs = setInterval(() => controller.enqueue("\n"), 10);
          },
          cancel: () => clearInterval(signs),
        });
        return new Response(stream);
      };
      replicas.push(Bun.serve({ unix: place, fetch }));
      return at(place);
    }

    test("goes to the next where one is gone, withdraws, or refuses", async () => {
      const places = [at(join(folder, "nobody.sock")), replica("withdrawn", 503), replica("next", document(7))];
      const { client, taken, said, next } = listening(join(folder, "several.json"), places);
      client.start();
      await next();
      client.stop();
      expect(taken).toEqual([7]);
      expect(said).toEqual([]);
    });

    test("goes to the next where one hangs", async () => {
      const places = [replica("hanging", document(8), false), replica("sound", { ...document(9), createdAt: 2 })];
      const { client, taken, next } = listening(join(folder, "hanging.json"), places);
      client.start();
      while (taken.length < 2) await next();
      client.stop();
      expect(taken).toEqual([8, 9]);
    });

    test("takes nothing older than what is in force, whoever sends it, but what was made later", async () => {
      const file = join(folder, "older.json");
      writeFileSync(file, JSON.stringify({ ...document(5), createdAt: 10 }));
      const old = listening(file, [replica("old", { ...document(4), createdAt: 9 })]);
      old.client.start();
      await old.next();
      old.client.stop();
      expect([old.taken, old.said.length]).toEqual([[5], 1]);
      expect(old.said[0]).toContain("older than the one in force");
      // A store that was put back from a backup has fewer revisions, and makes new snapshots.
      const restored = listening(file, [replica("restored", { ...document(4), createdAt: 11 })]);
      restored.client.start();
      await restored.next();
      restored.client.stop();
      expect(restored.taken).toEqual([5, 4]);
    });

    test("says what to do where its token is refused, once", async () => {
      const { client, said, next } = listening(join(folder, "refused.json"), [replica("strict", 401)]);
      client.start();
      await next();
      const later = listening(join(folder, "later.json"), [replica("open", document(1))]);
      later.client.start();
      await later.next();
      later.client.stop();
      client.stop();
      expect(said).toEqual(["strict.sock refuses this gateway: `control.token` must be the same here and there"]);
    });
  });
});
