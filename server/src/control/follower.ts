import type { After, Clock } from "../core/clock.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { ControlStore } from "./control-store.ts";
import type { SnapshotService } from "./snapshots.ts";

/** What a follower works with. */
export interface FollowerPorts {
  readonly store: ControlStore;
  readonly snapshots: SnapshotService;
  /** Tells of other replicas' changes at once; undefined where there are no other replicas. */
  readonly feed: ChangeFeed | undefined;
  /** Only how long something takes counts: a wall clock that is set must withdraw nothing, and keep nothing. */
  readonly clock: Pick<Clock, "steady">;
  readonly after: After;
  readonly report: (what: string, error?: unknown) => void;
}

/** How often the store is asked, in milliseconds. */
export const FOLLOW_PACE = {
  /** For a change that the feed has not told of: the net under it. */
  pollMs: 400,
  /** After so long without an answer what is known here may be old: gateways go to another replica. */
  awayMs: 2_000,
  /** Keys end by themselves; a new snapshot takes the ended ones away. */
  refreshMs: 60_000,
} as const;

/**
 * Keeps a replica's snapshots at what is in the store, whoever changes it: told by the feed, and
 * by asking for the revision now and then. A replica that cannot reach the store withdraws its
 * snapshots, so that no gateway waits at it for a change that it does not hear of.
 */
export class Follower {
  readonly #ports: FollowerPorts;
  #stopped = false;
  #cancel: () => void = () => undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  /** Since when the store owes an answer; undefined where it owes none. */
  #waitingSince: number | undefined;
  #refreshedAt: number;
  #away = false;

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
    this.#refreshedAt = ports.clock.steady();
  }

  /** Whether the store has not answered for longer than a moment. */
  get away(): boolean {
    return this.#away;
  }

  /** Begins to follow; the first snapshot is made already. */
  start(): void {
    this.#ports.feed?.start(() => this.#look());
    this.#tick();
  }

  /** Follows no more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#ports.feed?.stop();
    await this.#looking;
  }

  #tick(): void {
    if (this.#stopped) return;
    const { after, clock, snapshots } = this.#ports;
    if (this.#waitingSince !== undefined && clock.steady() - this.#waitingSince > FOLLOW_PACE.awayMs)
      snapshots.withdraw();
    this.#look();
    this.#cancel = after(FOLLOW_PACE.pollMs, () => this.#tick());
  }

  /** Looks once; a call while it looks makes it look once more, for what came behind the first look. */
  #look(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookAll(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#lookOnce();
        if (this.#away) this.#ports.report("the control store is back");
        this.#away = false;
      } catch (error) {
        if (!this.#away) this.#ports.report("the control store is away; gateways go on from what they have", error);
        this.#away = true;
      }
    }
  }

  async #lookOnce(): Promise<void> {
    const { store, snapshots, clock } = this.#ports;
    const askedAt = clock.steady();
    this.#waitingSince ??= askedAt;
    const old = askedAt - this.#refreshedAt >= FOLLOW_PACE.refreshMs;
    if (old || snapshots.withdrawn || (await store.revision()) !== snapshots.revision) {
      await snapshots.refresh();
      this.#refreshedAt = askedAt;
    }
    this.#waitingSince = undefined;
  }
}
