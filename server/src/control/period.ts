import type { Context } from "hono";
import { BellwetherError } from "../core/error.ts";
import { readTime } from "../exchange/query/values.ts";

/**
 * A point in time that a request names: so long ago (`7d`), a date, or a date and time; in
 * milliseconds, and undefined where it is not named.
 *
 * @throws {BellwetherError} `query_invalid`.
 */
export function timeAsked(context: Context, name: string, now: number): number | undefined {
  const text = context.req.query(name);
  if (text === undefined || text === "") return undefined;
  const time = readTime(text, now);
  if (time !== undefined) return time;
  const message = `${name} is ${JSON.stringify(text)}; so long ago (7d, 2h, 30m) or a date (2026-04-01, 2026-04-01T12:00:00Z) is expected`;
  throw new BellwetherError("query_invalid", message);
}
