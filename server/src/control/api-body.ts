import type { Context } from "hono";
import { BellwetherError } from "../core/error.ts";

/** The JSON object of a request's body. @throws {BellwetherError} `query_invalid`. */
export async function readJson(context: Context): Promise<Record<string, unknown>> {
  const value: unknown = await context.req.json().catch((cause: unknown) => {
    throw new BellwetherError("query_invalid", "the request body is not JSON", { cause });
  });
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new BellwetherError("query_invalid", "the request body is not a JSON object");
  return value as Record<string, unknown>;
}
