import { done, type Job, type Outcomes } from "./job.ts";

type Given = { readonly outcome: Outcomes[Job["kind"]] } | { readonly failed: string };

/** Threads that do the work of a replay, first come first served. */
export class Pool {
  readonly #idle: (Worker | undefined)[];
  readonly #all: readonly Worker[];
  readonly #waiting: ((worker: Worker | undefined) => void)[] = [];
  readonly #onDone: (jobs: number, asked: number) => void;
  #asked = 0;
  #done = 0;

  /**
   * @param threads one works in this thread itself.
   * @param onDone called with the number of jobs that are done, and of those that were asked for.
   */
  constructor(threads: number, onDone: (jobs: number, asked: number) => void) {
    this.#all =
      threads <= 1
        ? []
        : Array.from({ length: threads }, () => new Worker(new URL("./worker.ts", import.meta.url).href));
    this.#idle = threads <= 1 ? [undefined] : [...this.#all];
    this.#onDone = onDone;
  }

  /** Does some work, when it is its turn. @throws {Error} where it failed. */
  async do<J extends Job>(job: J): Promise<Outcomes[J["kind"]]> {
    this.#asked++;
    const worker = await this.#free();
    try {
      return (worker === undefined ? await done(job) : await ask(worker, job)) as Outcomes[J["kind"]];
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(worker);
      else next(worker);
      this.#onDone(++this.#done, this.#asked);
    }
  }

  /** Ends its threads. */
  end(): void {
    for (const worker of this.#all) worker.terminate();
  }

  #free(): Promise<Worker | undefined> {
    if (this.#idle.length > 0) return Promise.resolve(this.#idle.shift());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

function ask(worker: Worker, job: Job): Promise<Outcomes[Job["kind"]]> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const once = { signal: ended.signal };
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<Given>) => {
        ended.abort();
        if ("failed" in data) reject(new Error(`a part of the replay failed: ${data.failed}`));
        else resolve(data.outcome);
      },
      once,
    );
    worker.addEventListener(
      "error",
      ({ message }) => {
        ended.abort();
        reject(new Error(`a thread of the replay died: ${message}`));
      },
      once,
    );
    // A thread is no window, and has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(job);
  });
}
