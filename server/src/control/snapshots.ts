import type { SnapshotDocument } from "../gateway/snapshot.ts";
import type { ControlStore } from "./control-store.ts";
import { isLive } from "./keys.ts";

/** Takes a snapshot as JSON text. */
export type SnapshotListener = (text: string) => void;

/** Makes snapshots of what gateways serve from, and tells those who listen of each new one. */
export class SnapshotService {
  readonly #store: ControlStore;
  readonly #now: () => number;
  readonly #listeners = new Set<SnapshotListener>();
  #latest = "";
  #revision = -1;

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

  /** Makes a snapshot of what is in the store now, and tells every listener. */
  async refresh(): Promise<void> {
    const state = await this.#store.state();
    // Of two that were begun together the older may come last.
    if (state.revision < this.#revision) return;
    const now = this.#now();
    const channels: Record<string, Record<string, string>> = {};
    for (const { surface, channel, version } of state.channels) (channels[surface] ??= {})[channel] = version;
    const document: SnapshotDocument = {
      revision: state.revision,
      createdAt: now,
      contracts: state.contracts.map(({ digest, document }) => ({ digest, document: JSON.parse(document) as unknown })),
      channels,
      keys: state.keys
        .filter((key) => isLive(key, now))
        .map(({ createdAt: _createdAt, revokedAt: _revokedAt, ...key }) => key),
    };
    this.#latest = JSON.stringify(document);
    this.#revision = state.revision;
    for (const listener of this.#listeners) this.#tell(listener);
  }

  /** Calls the listener with the latest snapshot and every later one, until the returned function is called. */
  subscribe(listener: SnapshotListener): () => void {
    this.#listeners.add(listener);
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
