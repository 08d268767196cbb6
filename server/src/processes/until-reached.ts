import { isBellwetherError } from "../core/error.ts";

const RETRY_MS = 1_000;

/** Whether an error passes by itself: a store that cannot be reached, or whose rows another is just changing. */
function isPassing(error: unknown): boolean {
  return isBellwetherError(error) && (error.code === "store_unreachable" || error.code === "change_conflict");
}

/** How something that needs a store is waited for. */
export interface Waiting {
  /** Asked before each try. */
  readonly wanted: () => boolean;
  /** Told why it waits, once for each reason. */
  readonly report: (what: string) => void;
  /** Which errors are waited out; those that pass by themselves unless said otherwise. */
  readonly mayPass?: (error: unknown) => boolean;
  /** Milliseconds from one try to the next. */
  readonly everyMs?: number;
}

/**
 * Does something with a store, again and again while what is in the way may pass, until it is done
 * or no longer wanted.
 *
 * @returns whether it is done.
 * @throws what may not pass.
 */
export async function untilReached(
  work: () => Promise<void>,
  { wanted, report, mayPass = isPassing, everyMs = RETRY_MS }: Waiting,
): Promise<boolean> {
  let said = "";
  while (wanted()) {
    try {
      await work();
      return true;
    } catch (error) {
      if (!mayPass(error)) throw error;
      const because = error instanceof Error ? error.message : String(error);
      if (because !== said) report(`waits, because ${because}`);
      said = because;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return false;
}
