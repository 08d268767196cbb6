import { z } from "zod";
import { bounded, comparison, duration, text } from "./values.ts";

const tokens = z.int("must be a whole number of tokens").min(1, "must be at least 1");

/** What of a prompt is cached, and for how long. */
export const promptCache = z.strictObject({
  prompt: z
    .strictObject({
      ttl: bounded(duration).optional().describe("The longest life asked for: 5m, 1h, 24h."),
      breakpoints: z
        .array(z.enum(["system", "tools", "messages"]))
        .optional()
        .describe("Where the client marks the cache."),
    })
    .optional(),
});

const edit = z.strictObject({
  type: text.describe("The kind without its date: clear_thinking, clear_tool_uses, compact."),
  keep: z
    .union([z.literal("all"), z.int("must be a whole number").min(0, "must be at least 0")])
    .optional()
    .describe("How much stays: all, or a number of turns or tool uses."),
  trigger: tokens.optional().describe("Tokens (or tool uses) at which the edit begins."),
  when: z.strictObject({ idle: comparison }).optional().describe("Only after the session was idle that long."),
  repeat: z
    .enum(["once", "every_turn"])
    .optional()
    .describe("After an idle gap: on the next request only (once, the default), or on every later one."),
});

/** What happens to the history of a conversation. */
export const contextTerms = z.strictObject({
  edits: z.array(edit).optional().describe("The context edits that requests carry, all of them; []: none."),
  compaction: z
    .strictObject({ trigger_tokens: tokens.describe("The size at which the history is summarised.") })
    .optional(),
  truncation: z.enum(["off", "auto"]).optional().describe("Whether the provider may drop history by itself."),
});

/** A context edit as written. */
export type EditDocument = z.infer<typeof edit>;
