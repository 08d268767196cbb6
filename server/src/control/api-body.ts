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

/** The text of a request's body, of a length that is bounded. @throws {BellwetherError} `body_too_large`. */
export async function textWithin(context: Context, most: number): Promise<string> {
  const bytes = await context.req.arrayBuffer();
  if (bytes.byteLength <= most) return new TextDecoder().decode(bytes);
  const message = `the request body has ${bytes.byteLength} bytes, at most ${most} may come in one call: send it in parts`;
  throw new BellwetherError("body_too_large", message);
}

/** What a text of JSON holds. @throws {BellwetherError} `query_invalid`. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BellwetherError("query_invalid", "the request body is not JSON", { cause });
  }
}
