import type { Context } from "hono";
import { BellwetherError } from "../core/error.ts";
import { nearest } from "../core/nearest.ts";

/**
 * Refuses a request with a parameter that its route does not read: an answer to another question
 * than the one that was meant looks just like the right one.
 *
 * @throws {BellwetherError} `query_invalid`.
 */
export function onlyParameters(context: Context, known: readonly string[]): void {
  const strange = Object.keys(context.req.queries()).find((name) => !known.includes(name));
  if (strange === undefined) return;
  const meant = nearest(strange, known);
  const hint = meant === undefined ? `${known.join(", ")} may be said` : `did you mean ${meant}?`;
  throw new BellwetherError(
    "query_invalid",
    `${JSON.stringify(strange.slice(0, 64))} is nothing to ask for here: ${hint}`,
  );
}
