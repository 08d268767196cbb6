import { isBellwetherError } from "../core/error.ts";

const RETRY_MS = 1_000;

/**
 * Does something with a store, again and again while the store cannot be reached, until it is done
 * or no longer wanted; says once why it waits.
 *
 * @returns whether it is done.
 * @throws what has another cause than a store that cannot be reached.
 */
export async function untilReached(
  work: () => Promise<void>,
  wanted: () => boolean,
  report: (what: string, error?: unknown) => void,
): Promise<boolean> {
  let said = "";
  while (wanted()) {
    try {
      await work();
      return true;
    } catch (error) {
      const passing =
        isBellwetherError(error) && (error.code === "store_unreachable" || error.code === "change_conflict");
      if (!passing) throw error;
      if (error.message !== said) report(`waits, because ${error.message}`);
      said = error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  return false;
}
