/** Something that is to go on at a time. */
interface Waiting {
  readonly at: number;
  /** Of two at the same time, what began to wait first goes on first. */
  readonly order: number;
  readonly goOn: () => void;
}

/**
 * A time that is played: who acts in it goes on in the order of time, one after another, and no moment passes while
 * anybody does something. So what takes weeks takes as long as the work in it, and goes the same way each time.
 */
export class Timeline {
  readonly #settle: () => Promise<void>;
  readonly #waiting: Waiting[] = [];
  #now: number;
  #order = 0;
  #acting = 0;
  #rest: (() => void) | undefined;
  #failure: unknown;

  /**
   * @param start milliseconds since the epoch.
   * @param settle resolves when what actors have left behind has been done as well.
   */
  constructor(start: number, settle: () => Promise<void>) {
    this.#now = start;
    this.#settle = settle;
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#now;

  /** Has somebody act from a time on. Whoever acts does one thing after another, and waits by this time alone. */
  act(at: number, what: () => Promise<void>): void {
    this.#put(at, () => {
      what()
        .catch((failure: unknown) => (this.#failure ??= failure))
        .finally(() => this.#stops());
    });
  }

  /** Waits, as an actor, for so many milliseconds. */
  wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#put(this.#now + ms, resolve);
    this.#stops();
    return promise;
  }

  /** Lets time go by until nobody has anything left to do. @throws what the first actor to fail has thrown. */
  async run(): Promise<void> {
    for (let next = pop(this.#waiting); next !== undefined; next = pop(this.#waiting)) {
      this.#now = next.at;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#rest = resolve;
      this.#acting++;
      next.goOn();
      await promise;
      await this.#settle();
      if (this.#failure !== undefined) throw this.#failure;
    }
  }

  #put(at: number, goOn: () => void): void {
    push(this.#waiting, { at: Math.max(at, this.#now), order: this.#order++, goOn });
  }

  #stops(): void {
    this.#acting--;
    if (this.#acting === 0) this.#rest?.();
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap, the earliest first. */
function push(heap: Waiting[], item: Waiting): void {
  let index = heap.length;
  heap.push(item);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, item)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = item;
}

function pop(heap: Waiting[]): Waiting | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
    if (child === undefined || isBefore(last, child)) break;
    heap[index] = child;
    index = child === left ? 2 * index + 1 : 2 * index + 2;
  }
  heap[index] = last;
  return first;
}
