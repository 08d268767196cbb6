/** Something that waits for bytes. */
export interface Listener {
  /** When bytes came last, in milliseconds of the steady clock. */
  heardAt: number;
  /** Called once when it has been silent for too long. */
  onSilence(): void;
}

/**
 * Ends calls whose upstream has been silent for too long. One sweep for all of them: a timer a
 * call, set anew with every chunk, would cost more than the chunk.
 */
export class SilenceWatch {
  readonly #listeners = new Set<Listener>();
  readonly #limitMs: number;
  readonly #now: () => number;

  constructor(limitMs: number, now: () => number) {
    this.#limitMs = limitMs;
    this.#now = now;
  }

  /** Calls that are watched now. */
  get size(): number {
    return this.#listeners.size;
  }

  /** Watches a call until the returned function is called. */
  watch(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Watches something that has to be over in time, whatever is heard of it, until the returned function is called. */
  begin(onLate: () => void): () => void {
    return this.watch({ heardAt: this.#now(), onSilence: onLate });
  }

  /** To be called about once a second. */
  sweep(): void {
    const silentSince = this.#now() - this.#limitMs;
    for (const listener of this.#listeners) {
      if (listener.heardAt > silentSince) continue;
      this.#listeners.delete(listener);
      listener.onSilence();
    }
  }
}
