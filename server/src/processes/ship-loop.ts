import type { Shipper } from "../exchange/spool/shipper.ts";

/** How often the spool is looked at, and how long to wait after a failure, in milliseconds. */
export interface ShipPace {
  readonly everyMs: number;
  /** The longest pause under load; a record may be asked for so much later than it was written. */
  readonly mostMs: number;
  readonly maxBackoffMs: number;
  readonly now: () => number;
}

/** So many times as long as a shipping took is the pause behind it. */
const REST = 5;

/**
 * How long to wait after a shipping, in milliseconds. Many small blocks cost the engine more than
 * a few large ones: the longer a block took, the more may gather for the next.
 */
export function restAfter(tookMs: number, { everyMs, mostMs }: Pick<ShipPace, "everyMs" | "mostMs">): number {
  return Math.min(mostMs, Math.max(everyMs, REST * tookMs));
}

/** What a loop of shipping tells and takes. */
export interface ShipLoop {
  /** Resolves when what was in the spool has been tried to ship. */
  now(): Promise<void>;
  /** Ships what is left and ends. */
  stop(): Promise<void>;
  /** Why the last try failed; undefined when it did not. */
  readonly trouble: string | undefined;
}

/** Ships the spool for as long as the process lives; a store that is away is tried again and again. */
export function startShipping(
  shipper: Shipper,
  pace: ShipPace,
  report: (what: string, error?: unknown) => void,
): ShipLoop {
  let stopping = false;
  let trouble: string | undefined;
  let wake: () => void = () => undefined;
  let waiting: (() => void)[] = [];
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async (): Promise<void> => {
    let wait = pace.everyMs;
    for (;;) {
      const last = stopping;
      const asked = waiting;
      waiting = [];
      const startedAt = pace.now();
      try {
        await shipper.ship();
        if (trouble !== undefined) report("the exchange store is back");
        trouble = undefined;
        wait = restAfter(pace.now() - startedAt, pace);
      } catch (error) {
        if (trouble === undefined)
          report("records wait in the spool, because the exchange store does not take them", error);
        trouble = error instanceof Error ? error.message : String(error);
        wait = Math.min(pace.maxBackoffMs, wait * 2);
      }
      for (const told of asked) told();
      if (last) return;
      await pause(wait);
    }
  };
  const done = run();
  return {
    get trouble() {
      return trouble;
    },
    now: () =>
      new Promise((resolve) => {
        if (stopping) return resolve();
        waiting.push(resolve);
        return wake();
      }),
    stop: async () => {
      stopping = true;
      wake();
      await done;
    },
  };
}
