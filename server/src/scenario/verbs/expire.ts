import type { Verb } from "../verb-schemas.ts";
import type { World } from "../world.ts";

/** Ends what was kept for the session: by the lab in its caches, or by the gateway of what was said. */
export function expire(what: Verb<"expire">, { cast: { line } }: World): void {
  if (what === "cache") line.endCaches();
  else line.endSession();
}
