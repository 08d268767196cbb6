import { afterAll, describe, expect, test } from "bun:test";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { idGenerator } from "../../core/id.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { type RecordSink, Shipper } from "../../exchange/spool/shipper.ts";
import { FileSource, beginGeneration } from "./file-source.ts";
import { FileSpool } from "./file-spool.ts";
import { laterRunId } from "./run-id.ts";
import { SEGMENT_DEFAULTS } from "./segment-writer.ts";

const root = mkdtempSync(join(tmpdir(), "bellwether-spool-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let made = 0;
const newDir = (): string => join(root, String(made++));
const newId = idGenerator(
  () => Date.now(),
  (into) => crypto.getRandomValues(into),
);

/** A store that keeps the promise which the shipper relies on: a block id counts once. */
class Ledger implements RecordSink {
  readonly blocks = new Map<string, readonly ExchangeRecord[]>();
  /** What happens to the next inserts: done, lost before the store had it, lost after. */
  readonly faults: ("before" | "after")[] = [];

  async insert(block: string, records: readonly ExchangeRecord[]): Promise<void> {
    const fault = this.faults.shift();
    if (fault === "before") throw new Error("the store is away");
    const known = this.blocks.get(block);
    if (known === undefined) this.blocks.set(block, records);
    else expect(records).toEqual(known);
    if (fault === "after") throw new Error("the answer was lost");
  }

  outcomes(): Record<string, string> {
    const all = [...this.blocks.values()].flat();
    const byId = Object.fromEntries(all.map((record) => [record.exchange, record.outcome]));
    expect(Object.keys(byId).length).toBe(all.length);
    return byId;
  }
}

const openSpool = (dir: string, limit = 1e9, segmentBytes = 600, run = newId()): FileSpool =>
  new FileSpool({
    dir: join(dir, "w0"),
    run,
    limit,
    now: () => performance.now(),
    segments: { ...SEGMENT_DEFAULTS, segmentBytes },
  });

async function exchange(spool: FileSpool, id: string, closed: boolean): Promise<void> {
  const reservation = spool.reserve();
  expect(reservation).toBeDefined();
  await reservation?.open([{ exchange: id, surface: "s", received_at: 1 }], "best_effort");
  if (closed) await reservation?.close([{ exchange: id, outcome: "complete", status: 200 }], "best_effort");
}

async function shipAll(dir: string, ledger: Ledger, shipper = new Shipper(new FileSource(dir), ledger)): Promise<void> {
  while ((await shipper.ship()) > 0);
  await shipper.ship();
}

describe("spool and shipper", () => {
  test("an exchange's two frames become one record", async () => {
    const dir = newDir();
    const spool = openSpool(dir);
    const id = newId();
    await exchange(spool, id, true);
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    const record = [...ledger.blocks.values()].flat()[0];
    expect([record?.exchange, record?.surface, record?.outcome, record?.status]).toEqual([id, "s", "complete", 200]);
    await spool.close();
  });

  test("an exchange that is still open is not shipped while its worker lives", async () => {
    const dir = newDir();
    const spool = openSpool(dir);
    await exchange(spool, newId(), false);
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    expect(ledger.blocks.size).toBe(0);
    await spool.close();
  });

  test("an exchange that a dead worker left open is recorded as interrupted, and the run goes", async () => {
    const dir = newDir();
    const [first, second] = [newId(), newId()];
    await exchange(openSpool(dir), first, false);
    await exchange(openSpool(dir), second, true);
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    expect(ledger.outcomes()).toEqual({ [first]: "interrupted", [second]: "complete" });
    expect(readdirSync(join(dir, "w0")).length).toBe(1);
  });

  test.each([
    ["a worker", false],
    ["a whole group", true],
  ])("%s that starts anew after the clock was set back is not taken for the one before it", async (_, group) => {
    const dir = newDir();
    const runAt = (now: number): string =>
      laterRunId(
        dir,
        () => now,
        (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>),
      );
    const today = Date.now();
    const [before, open, closed] = [newId(), newId(), newId()];
    mkdirSync(dir);
    beginGeneration(dir, runAt(today));
    await exchange(openSpool(dir, 1e9, 600, runAt(today)), before, false);
    const yesterday = today - 86_400_000;
    if (group) beginGeneration(dir, runAt(yesterday));
    const spool = openSpool(dir, 1e9, 600, runAt(yesterday));
    await exchange(spool, open, false);
    await exchange(spool, closed, true);
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    expect(ledger.outcomes()).toEqual({ [before]: "interrupted", [closed]: "complete" });
    await spool.close();
  });

  test("a group that starts anew ends every run before it", async () => {
    const dir = newDir();
    const id = newId();
    await exchange(openSpool(dir), id, false);
    beginGeneration(dir, newId());
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    expect(ledger.outcomes()).toEqual({ [id]: "interrupted" });
  });

  test("a run that ended by itself leaves nothing behind", async () => {
    const dir = newDir();
    const spool = openSpool(dir);
    await exchange(spool, newId(), true);
    await spool.close();
    await shipAll(dir, new Ledger());
    expect(readdirSync(join(dir, "w0"))).toEqual([]);
  });

  test("a spool cut at any byte gives every exchange whose close frame is whole, and the rest as interrupted", async () => {
    const dir = newDir();
    const spool = openSpool(dir, 1e9, 1e6);
    const ids = [newId(), newId(), newId()];
    for (const id of ids) await exchange(spool, id, true);
    const run = readdirSync(join(dir, "w0"))[0] ?? "";
    const path = join(dir, "w0", run, "00000000.seg");
    const whole = new Uint8Array(await Bun.file(path).arrayBuffer());
    let complete = 0;
    for (let length = whole.length; length >= 0; length--) {
      const copy = newDir();
      await Bun.write(join(copy, "w0", run, "00000000.seg"), whole.subarray(0, length));
      beginGeneration(copy, newId());
      const ledger = new Ledger();
      await shipAll(copy, ledger);
      const outcomes = Object.values(ledger.outcomes());
      complete = outcomes.filter((outcome) => outcome === "complete").length;
      expect(outcomes.filter((outcome) => outcome === "interrupted").length).toBeLessThanOrEqual(1);
      expect(outcomes.length).toBeGreaterThanOrEqual(complete);
      if (length === whole.length) expect(complete).toBe(3);
      expect(readdirSync(join(copy, "w0"))).toEqual([]);
      rmSync(copy, { recursive: true });
    }
    expect(complete).toBe(0);
  });

  test("damage in the middle is reported and does not stop the segments behind it", async () => {
    const dir = newDir();
    const spool = openSpool(dir, 1e9, 400);
    for (let i = 0; i < 6; i++) await exchange(spool, newId(), true);
    await spool.close();
    const run = readdirSync(join(dir, "w0"))[0] ?? "";
    const path = join(dir, "w0", run, "00000001.seg");
    const size = statSync(path).size;
    truncateSync(path, size - 10);
    appendFileSync(path, new Uint8Array(300).fill(0xff));
    const damaged: number[] = [];
    const ledger = new Ledger();
    const shipper = new Shipper(new FileSource(dir), ledger, { damage: ({ segment }) => damaged.push(segment) });
    await shipAll(dir, ledger, shipper);
    expect(damaged).toEqual([1]);
    expect(Object.values(ledger.outcomes()).filter((outcome) => outcome === "complete").length).toBeGreaterThanOrEqual(
      4,
    );
  });

  test("a full spool refuses a reservation and takes one again when segments have been shipped", async () => {
    const dir = newDir();
    const spool = openSpool(dir, 300 * 1024);
    const held = [spool.reserve(), spool.reserve()];
    expect(spool.reserve()).toBeUndefined();
    held[0]?.release();
    expect(spool.reserve()).toBeDefined();
    await spool.close();
  });

  test("required frames are durable before the write is acknowledged, many in one commit", async () => {
    const dir = newDir();
    const spool = openSpool(dir, 1e9, 1e6);
    await Promise.all(
      Array.from({ length: 300 }, async () => {
        const id = newId();
        const reservation = spool.reserve();
        await reservation?.open([{ exchange: id, received_at: 1 }], "required");
        await reservation?.close([{ exchange: id, outcome: "complete" }], "required");
      }),
    );
    await spool.close();
    const ledger = new Ledger();
    await shipAll(dir, ledger);
    expect(Object.keys(ledger.outcomes()).length).toBe(300);
  });

  test("every exchange is shipped exactly once, whatever fails and however often the shipper is killed", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("exchange" as const), closed: fc.boolean() }),
      fc.record({ do: fc.constant("ship" as const), fault: fc.constantFrom("none", "before", "after") }),
      fc.record({ do: fc.constantFrom("restart shipper" as const, "restart worker" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const dir = newDir();
        const ledger = new Ledger();
        let spool = openSpool(dir);
        let shipper = new Shipper(new FileSource(dir), ledger);
        const expected: Record<string, string> = {};
        for (const action of steps) {
          if (action.do === "exchange") {
            const id = newId();
            await exchange(spool, id, action.closed);
            expected[id] = action.closed ? "complete" : "interrupted";
          } else if (action.do === "ship") {
            if (action.fault !== "none") ledger.faults.push(action.fault);
            await shipper.ship().catch((error: Error) => expect(error.message).toMatch(/away|lost/));
          } else if (action.do === "restart shipper") {
            shipper = new Shipper(new FileSource(dir), ledger);
          } else {
            spool = openSpool(dir);
          }
        }
        ledger.faults.length = 0;
        beginGeneration(dir, newId());
        await shipAll(dir, ledger);
        expect(ledger.outcomes()).toEqual(expected);
        rmSync(dir, { recursive: true });
      }),
      { numRuns: 150 },
    );
  });
});
