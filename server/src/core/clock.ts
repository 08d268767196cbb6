/** Where the time comes from; passed in, so that tests and virtual clocks decide it. */
export interface Clock {
  /** Wall time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /**
   * Milliseconds since some moment, which no setting of the wall clock moves: for how long
   * something takes, and how long is to be waited.
   */
  readonly steady: () => number;
}

/**
 * Calls back once so many milliseconds later; passed in, as the clock is.
 *
 * @returns what calls it off.
 */
export type After = (ms: number, callback: () => void) => () => void;

/** The machine's own timer. */
export const systemAfter: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() };

/** A clock that stands still until it is told to move; for tests and simulations. */
export function manualClock(start = 0): Clock & { advance(ms: number): void; set(ms: number): void } {
  let at = start;
  return {
    now: () => at,
    steady: () => at,
    advance: (ms) => {
      at += ms;
    },
    set: (ms) => {
      at = ms;
    },
  };
}
