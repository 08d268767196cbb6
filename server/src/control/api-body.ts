import type { Context } from "hono";
import type { z } from "zod";
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

/** A body of the form that a schema says. @throws {BellwetherError} `query_invalid`, naming the first place. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new BellwetherError(
    "query_invalid",
    `${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not as expected"}`,
  );
}
