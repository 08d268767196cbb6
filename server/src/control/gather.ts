/** Items that wait for their turn, and who waits for what comes of them. */
interface Job<T, R> {
  readonly items: readonly T[];
  readonly done: (results: readonly R[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Does work for many callers at a time: what comes while work is under way waits, and is done
 * together with the next. So many small calls are few pieces of work, and one call alone waits for
 * nothing. Where work fails, all whose items were in it are told.
 */
export class Gather<T, R> {
  readonly #work: (items: readonly T[]) => Promise<readonly R[]>;
  readonly #most: number;
  #waiting: Job<T, R>[] = [];
  #running = false;

  /**
   * @param most items that are worked on together; what one call brings is never parted.
   * @param work gives a result for each item, in their order.
   */
  constructor(most: number, work: (items: readonly T[]) => Promise<readonly R[]>) {
    this.#most = most;
    this.#work = work;
  }

  /** What comes of items, in their order. */
  add(items: readonly T[]): Promise<readonly R[]> {
    if (items.length === 0) return Promise.resolve([]);
    return new Promise((done, failed) => {
      this.#waiting.push({ items, done, failed });
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#waiting.length > 0) {
      const jobs = this.#next();
      try {
        const results = await this.#work(jobs.flatMap(({ items }) => items));
        let from = 0;
        for (const { items, done } of jobs) {
          done(results.slice(from, from + items.length));
          from += items.length;
        }
      } catch (error) {
        for (const { failed } of jobs) failed(error);
      }
    }
    this.#running = false;
  }

  #next(): readonly Job<T, R>[] {
    let count = 0;
    const fits = this.#waiting.findIndex(({ items }, index) => {
      count += items.length;
      return index > 0 && count > this.#most;
    });
    return this.#waiting.splice(0, fits < 0 ? this.#waiting.length : fits);
  }
}
