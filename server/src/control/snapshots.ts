import type { Notice } from "../contract/notices/notice.ts";
import { offerOf } from "../contract/notices/choices.ts";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "../gateway/key.ts";
import type { SnapshotDocument } from "../gateway/snapshot.ts";
import type { ControlStore } from "./control-store.ts";
import { isLive } from "./keys.ts";

/** Takes a snapshot as JSON text. */
export type SnapshotListener = (text: string) => void;

/** Hears that there will be no more snapshots here. */
export type EndListener = () => void;

/** Makes snapshots of what gateways serve from, and tells those who listen of each new one. */
export class SnapshotService {
  readonly #store: ControlStore;
  readonly #now: () => number;
  readonly #listeners = new Map<SnapshotListener, EndListener>();
  #latest = "";
  #withdrawn = false;
  #liveKeys: ReadonlyMap<string, KeyRecord> = new Map();
  #notices: readonly Notice[] = [];
  #revision = -1;
  #createdAt = 0;

  constructor(store: ControlStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** The latest snapshot; empty before the first. */
  get latest(): string {
    return this.#latest;
  }

  /** Revision of the latest snapshot; -1 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /** Every notice, the oldest first. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  /** Whether what is known here may be old, so that nobody is to be served from it. */
  get withdrawn(): boolean {
    return this.#withdrawn;
  }

  /**
   * Finds a key of the latest snapshot by its hash.
   *
   * @throws {BellwetherError} `store_unreachable` where what is known here may be old: the key may
   * have been revoked elsewhere.
   */
  liveKey(hash: string): KeyRecord | undefined {
    if (this.#withdrawn) {
      const message = "the control store is away, so nobody can be let in here: try again in a moment";
      throw new BellwetherError("store_unreachable", message, { retryAfter: 1 });
    }
    return this.#liveKeys.get(hash);
  }

  /** Makes a snapshot of what is in the store now, and tells every listener. */
  async refresh(): Promise<void> {
    // Before the question: a snapshot is never said to be newer than what is in it.
    const now = this.#now();
    const state = await this.#store.state();
    // Of two that were begun together the older may come last.
    if (state.revision < this.#revision && now <= this.#createdAt) return;
    // Surfaces and channels are named by people: `constructor` is a name as good as any.
    const channels = new Map<string, Map<string, string>>();
    for (const { surface, channel, version } of state.channels) {
      const ofSurface = channels.get(surface) ?? new Map<string, string>();
      channels.set(surface, ofSurface.set(channel, version));
    }
    const document: SnapshotDocument = {
      revision: state.revision,
      createdAt: now,
      contracts: state.contracts.map(({ digest, document }) => ({ digest, document: JSON.parse(document) as unknown })),
      channels: Object.fromEntries(
        [...channels].map(([surface, ofSurface]) => [surface, Object.fromEntries(ofSurface)]),
      ),
      keys: state.keys
        .filter((key) => isLive(key, now))
        .map(({ createdAt: _createdAt, revokedAt: _revokedAt, ...key }) => key),
      // Offers that are over too: conversations that began with old values keep them.
      choices: { offers: state.notices.flatMap((notice) => offerOf(notice) ?? []), chosen: state.choices },
    };
    this.#latest = JSON.stringify(document);
    this.#liveKeys = new Map(document.keys.map((key) => [key.hash, key]));
    this.#notices = state.notices;
    this.#revision = state.revision;
    this.#createdAt = now;
    this.#withdrawn = false;
    for (const listener of this.#listeners.keys()) this.#tell(listener);
  }

  /** Lets all listeners go, because what is known here may be old; the next snapshot that is made ends that. */
  withdraw(): void {
    this.#withdrawn = true;
    const ends = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const end of ends) end();
  }

  /**
   * Calls the listener with the latest snapshot and every later one, until the returned function is
   * called, or snapshots are withdrawn: then `ended` is called.
   */
  subscribe(listener: SnapshotListener, ended: EndListener = () => undefined): () => void {
    this.#listeners.set(listener, ended);
    if (this.#latest !== "") listener(this.#latest);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A listener that cannot take a snapshot has gone, and must not keep the others from theirs. */
  #tell(listener: SnapshotListener): void {
    try {
      listener(this.#latest);
    } catch {
      this.#listeners.delete(listener);
    }
  }
}
