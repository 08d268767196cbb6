/**
 * Waits until all that has come in meanwhile has been seen to; everybody who waits then goes on, one after the other.
 * Passed in, as timers are.
 *
 * Whatever is done for many at once is cheaper than for each by itself: code and data of a stage are at hand, and
 * threads are woken once. Under load a turn has many who wait for it; where there is only one, it waits for nothing
 * but a look at the sockets.
 */
export type Turn = () => Promise<void>;

/**
 * The turns of an event loop.
 *
 * @param later calls back once the loop has looked around.
 */
export function turns(later: (go: () => void) => void): Turn {
  let next: Promise<void> | undefined;
  return () =>
    (next ??= new Promise((resolve) => {
      later(() => {
        next = undefined;
        resolve();
      });
    }));
}

/** The turns of this process's own event loop. */
export const systemTurn: Turn = turns((go) => void setImmediate(go));

/**
 * Awaited between two stages of what several do in one turn: each then does the first stage before any begins the
 * second. What is awaited is over already; only the order changes.
 */
export const IN_STEP: Promise<void> = Promise.resolve();
