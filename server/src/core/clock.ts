/** Where the time comes from; passed in, so that tests and virtual clocks decide it. */
export interface Clock {
  /** Wall time in milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is told to move; for tests and simulations. */
export function manualClock(start = 0): Clock & { advance(ms: number): void; set(ms: number): void } {
  let at = start;
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
    set: (ms) => {
      at = ms;
    },
  };
}
