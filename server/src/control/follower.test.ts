import { beforeEach, describe, expect, test } from "bun:test";
import { manualClock } from "../core/clock.ts";
import { ManualTimers } from "../gateway/fixtures/manual-timers.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { MemoryControlStore } from "./fixtures/memory-stores.ts";
import { FOLLOW_PACE, Follower } from "./follower.ts";
import { SnapshotService } from "./snapshots.ts";

/** A store that can be away, and a feed that tells when it is told to. */
class Remote extends MemoryControlStore implements ChangeFeed {
  isAway = false;
  tell: () => void = () => undefined;

  start(heard: () => void): void {
    this.tell = heard;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  override revision(): Promise<number> {
    return this.isAway ? Promise.reject(new Error("away")) : super.revision();
  }

  override state(): ReturnType<MemoryControlStore["state"]> {
    return this.isAway ? Promise.reject(new Error("away")) : super.state();
  }
}

/** Polls after which a store that never answers counts as away. */
const UNTIL_AWAY = Math.ceil(FOLLOW_PACE.awayMs / FOLLOW_PACE.pollMs) + 2;

const change = { audit: { at: 1, actor: "another replica", action: "channel.set", subject: "s", detail: "{}" } };

describe("a replica that follows the store", () => {
  let store: Remote;
  let clock: ReturnType<typeof manualClock>;
  let timers: ManualTimers;
  let snapshots: SnapshotService;
  let follower: Follower;
  let said: string[];
  let served: number[];

  beforeEach(async () => {
    store = new Remote();
    clock = manualClock(1_000_000);
    timers = new ManualTimers();
    snapshots = new SnapshotService(store, clock.now);
    await snapshots.refresh();
    said = [];
    served = [];
    follower = new Follower({
      store,
      snapshots,
      feed: store,
      clock,
      after: timers.after,
      report: (what) => said.push(what),
    });
    follower.start();
    await settled();
  });

  /** Lets everything happen that waits for no timer. */
  const settled = async (): Promise<void> => {
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
  };
  const polled = async (times = 1): Promise<void> => {
    for (let n = 0; n < times; n++) {
      clock.advance(FOLLOW_PACE.pollMs);
      await timers.elapse(FOLLOW_PACE.pollMs);
      await settled();
    }
  };
  const gateway = (): void => {
    snapshots.subscribe(
      (text) => served.push((JSON.parse(text) as { revision: number }).revision),
      () => served.push(-1),
    );
  };

  test("serves another replica's change as soon as it is told of it", async () => {
    gateway();
    await store.apply(change);
    store.tell();
    await settled();
    expect(served).toEqual([0, 1]);
  });

  test("finds a change that it was not told of by asking", async () => {
    gateway();
    await store.apply(change);
    await polled();
    expect(served).toEqual([0, 1]);
  });

  test("makes no new snapshot where nothing changed, but for one a minute, which takes ended keys away", async () => {
    gateway();
    await polled(3);
    expect(served).toEqual([0]);
    clock.advance(FOLLOW_PACE.refreshMs);
    await polled();
    expect(served).toEqual([0, 0]);
  });

  test("looks again for what changes while it looks", async () => {
    gateway();
    const slow = Promise.withResolvers<void>();
    await store.apply(change);
    store.delays.push(slow.promise);
    store.tell();
    await settled();
    await store.apply(change);
    store.tell();
    slow.resolve();
    await settled();
    expect(served).toEqual([0, 1, 2]);
  });

  test("lets gateways go to another once it cannot reach the store, and serves again when it can", async () => {
    gateway();
    store.isAway = true;
    await polled();
    expect([snapshots.withdrawn, served]).toEqual([false, [0]]);
    await polled(UNTIL_AWAY);
    expect([snapshots.withdrawn, follower.away, served]).toEqual([true, true, [0, -1]]);
    store.isAway = false;
    await polled();
    expect([snapshots.withdrawn, follower.away]).toEqual([false, false]);
    gateway();
    expect(served).toEqual([0, -1, 0]);
    expect(said).toEqual([
      "the control store is away; gateways go on from what they have",
      "the control store is back",
    ]);
  });

  test("that hangs in a question lets gateways go as well", async () => {
    gateway();
    store.delays.push(new Promise(() => undefined));
    await store.apply(change);
    await polled(UNTIL_AWAY);
    expect([snapshots.withdrawn, served]).toEqual([true, [0, -1]]);
  });

  test("asks no more once it is stopped", async () => {
    await follower.stop();
    expect(timers.running).toBe(0);
  });
});
