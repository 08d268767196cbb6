/** Something that is asked of somebody who takes a while, and the bytes that waiting for it keeps in memory. */
export interface Ask {
  readonly bytes: number;
  /** Never rejects. */
  readonly run: () => Promise<void>;
}

/** What of such a queue is bounded. */
export interface AskLimits {
  /** Asks that are under way at a time. */
  readonly atATime: number;
  readonly mostWaiting: number;
  readonly mostBytes: number;
}

/** Asks that wait for one of a few slots: who takes long to reply is in the way of those who wait here, and of nobody else. */
export class AskQueue {
  readonly #limits: AskLimits;
  readonly #waiting: Ask[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #bytes = 0;

  constructor(limits: AskLimits) {
    this.#limits = limits;
  }

  /** Asks that wait or are under way. */
  get size(): number {
    return this.#waiting.length + this.#underWay.size;
  }

  /** @returns false where too much waits already. */
  take(ask: Ask): boolean {
    const { mostWaiting, mostBytes } = this.#limits;
    if (this.#waiting.length >= mostWaiting || this.#bytes + ask.bytes > mostBytes) return false;
    this.#waiting.push(ask);
    this.#bytes += ask.bytes;
    this.#fill();
    return true;
  }

  /** Resolves when nothing waits or is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  /** Lets go of all that waits. @returns how many that were, with those that are under way. */
  drop(): number {
    const dropped = this.size;
    this.#waiting.length = 0;
    this.#bytes = 0;
    return dropped;
  }

  #fill(): void {
    while (this.#underWay.size < this.#limits.atATime) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#bytes -= next.bytes;
      const running = next.run().finally(() => {
        this.#underWay.delete(running);
        this.#fill();
      });
      this.#underWay.add(running);
    }
  }
}
