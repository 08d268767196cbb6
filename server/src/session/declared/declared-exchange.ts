import { z } from "zod";

// Control characters could forge lines in logs and reports.
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]/;

const name = (most: number): z.ZodType<string, string> =>
  z
    .string("must be a text")
    .min(1, "must not be empty")
    .max(most, `must be at most ${most} characters long`)
    .refine((value) => !UNPRINTABLE.test(value) && value.isWellFormed(), "must be printable");
const count = z.number("must be a number").min(0, "must not be below 0").max(1e12, "is too large");
const time = z.number("must be milliseconds since 1970").min(0, "must not be before 1970").max(8.64e15, "is too late");

const usage = z.strictObject({
  input: count.optional().describe("Everything that was read: fresh, from the cache and written to it."),
  output: count.optional().describe("Everything that was written, reasoning included."),
  cache_read: count.optional(),
  cache_write: count.optional().describe("Written to the cache for any time."),
  cache_write_5m: count.optional(),
  cache_write_1h: count.optional(),
  reasoning: count.optional(),
});

/** Calls, messages and results that one exchange may have. */
const MOST = 2_000;
const call = z.strictObject({
  name: z.string().max(256, "must be at most 256 characters long"),
  arguments: z.string(),
});
const brought = z.strictObject({
  said: z.string().default("").describe("What a person says; empty where nobody does."),
  results: z
    .array(z.boolean().nullable())
    .max(MOST)
    .default([])
    .describe("Of each result of a tool whether it is an error."),
});

/** How an exchange that was not seen ended, as it is told. */
export const DECLARED_OUTCOMES = ["complete", "cut", "cancelled", "failed"] as const;

/**
 * An exchange that did not go through the gateway, as somebody tells of it: a client's own session file, a trace. What
 * they do not say is left out, and never made up. What was said in it is read, and not kept.
 */
export const declaredExchange = z.strictObject({
  id: name(512).describe("Its id where it comes from: the same one again is the same exchange."),
  source: name(64).describe("Where it comes from: claude-code, codex, otlp, ..."),
  session: name(512),
  agent: name(256).optional().describe("The sub-agent that asked; left out for the main one."),
  parent_agent: name(256).optional(),
  at: time.describe("When it was asked, milliseconds since 1970."),
  ended_at: time.optional(),
  first_token_at: time.optional(),
  untimed: z.boolean().default(false).describe("Its times say an order and nothing else: no pauses are told by them."),
  surface: name(64).optional(),
  client: name(64).optional(),
  client_version: name(64).optional(),
  build: name(128).optional(),
  provider: name(64).optional(),
  region: name(64).optional(),
  streamed: z.boolean().optional(),
  model_requested: name(256).optional(),
  model_served: name(256).optional(),
  effort: name(32).optional(),
  thinking: name(32).optional(),
  max_tokens: count.optional(),
  temperature: z.number("must be a number").optional(),
  service_tier: name(64).optional(),
  response: name(512).optional().describe("The provider's id of the answer."),
  request: name(512).optional().describe("The provider's id of the request."),
  finish_reason: name(128).optional(),
  outcome: z.enum(DECLARED_OUTCOMES).default("complete"),
  error_code: name(128).optional(),
  usage: usage.default({}),
  compacted: z.boolean().default(false).describe("A summary stands where its history stood."),
  retry: z.boolean().default(false),
  brought: z.array(brought).max(MOST).default([]),
  answer: z.strictObject({ text: z.string().default(""), calls: z.array(call).max(MOST).default([]) }).optional(),
});

/** The same, defaults filled in. */
export type DeclaredExchange = z.infer<typeof declaredExchange>;

/** The same, as whoever tells of it may write it. */
export type SaidExchange = z.input<typeof declaredExchange>;
