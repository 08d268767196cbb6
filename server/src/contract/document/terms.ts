import { z } from "zod";
import { SEMVER } from "./version.ts";
import { text } from "./values.ts";

const price = z.number().min(0, "must be at least 0");
const milliseconds = z.number().min(0, "must be at least 0");

const step = z.strictObject({
  name: text,
  version: z.string().regex(SEMVER, "must be a version such as 1.2.0").describe("The version that must have run."),
});

/** The product's own processing around the model, reported by it and checked here. */
export const steps = z.strictObject({
  pre: z.array(step).optional().describe("Before the model, in order."),
  post: z.array(step).optional().describe("After the model, in order."),
});

/** What it costs, and how fast and available it is. Prices are in US dollars per million tokens. */
export const economics = z.strictObject({
  input_per_mtok: price.optional(),
  output_per_mtok: price.optional(),
  cache_read_per_mtok: price.optional(),
  cache_write_per_mtok: price.optional(),
  service_tier: text.optional(),
  sla: z
    .strictObject({
      p50_ms: milliseconds.optional(),
      p95_ms: milliseconds.optional(),
      p99_ms: milliseconds.optional(),
      time_to_first_token_ms: milliseconds.optional(),
      availability: z.number().min(0, "must be at least 0").max(1, "must be at most 1").optional(),
    })
    .optional(),
});

/** Where data may go and how long it stays. */
export const data = z.strictObject({
  regions: z.array(text).min(1, "must list at least one region").optional(),
  retention_days: z.int("must be a whole number of days").min(0, "must be at least 0").optional(),
});

/** What must hold even when the service suffers. */
export const safety = z.strictObject({
  critical: z
    .boolean()
    .optional()
    .describe("Fail closed: no delegation, no fallback, no dropped field; observe is not allowed."),
});
