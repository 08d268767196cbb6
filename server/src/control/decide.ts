import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ControlChange, ControlState, ControlStore } from "./control-store.ts";

/** What is decided from a state: a change, where one is needed, and what to tell whoever asked. */
export interface Decision<T> {
  readonly change?: Omit<ControlChange, "expects">;
  readonly result: T;
}

/** Others can be faster so many times in a row before it counts as trouble. */
const TRIES = 20;

/**
 * Decides from what is in the store, and changes it only if it is still so: where another replica
 * was faster, it is decided anew from what that one has left.
 *
 * @throws what `decide` throws, and {BellwetherError} `change_conflict` when others were always faster.
 */
export async function decideAndApply<T>(store: ControlStore, decide: (state: ControlState) => Decision<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const state = await store.state();
    const { change, result } = decide(state);
    if (change === undefined) return result;
    try {
      await store.apply({ ...change, expects: state.revision });
      return result;
    } catch (error) {
      if (!isBellwetherError(error) || error.code !== "change_conflict") throw error;
      if (tries < TRIES) continue;
      const message = `this could not be changed, because others changed something each time (${TRIES} tries): try again`;
      throw new BellwetherError("change_conflict", message, { cause: error, retryAfter: 1 });
    }
  }
}
