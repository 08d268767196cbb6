import type { Traits } from "./traits.ts";

/** An hour without a request: what the provider keeps of a prefix is gone by then. */
const IDLE_MS = 3_600_000;

/** What one request does with earlier reasoning. */
export interface Editing {
  /** Turns of which reasoning is kept; undefined for all. */
  readonly keep: number | undefined;
  /** Whether the product drops earlier reasoning from its own history. */
  readonly prune: boolean;
}

/** What the product's context editing remembers between requests. */
export class ContextEditing {
  readonly #clear: Traits["clear"];
  #completedAt: number | undefined;
  #latched = false;

  constructor(clear: Traits["clear"]) {
    this.#clear = clear;
  }

  /** What is done at a request that is sent at this time, in milliseconds. */
  at(now: number): Editing {
    const idle = this.#completedAt !== undefined && now - this.#completedAt > IDLE_MS;
    if (idle && this.#clear === "latched") this.#latched = true;
    const clears = this.#latched || (idle && this.#clear === "once");
    return { keep: clears ? 1 : undefined, prune: idle && this.#clear === "pruned" };
  }

  /** An answer is complete. */
  completed(now: number): void {
    this.#completedAt = now;
  }

  /** The conversation begins anew, by a compaction: what was latched is not any more. */
  reset(): void {
    this.#latched = false;
  }
}
