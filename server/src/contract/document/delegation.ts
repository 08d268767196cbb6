import { z } from "zod";
import { routingWhen } from "./match.ts";
import { name, oneOrMore, roleReference, text } from "./values.ts";

const otherModel = z.strictObject({ provider: text, id: text });

/** Which voice answers which traffic. */
export const routing = z.array(z.strictObject({ when: routingWhen, use: roleReference }));

/** Who may answer in place of the contracted model. */
export const delegation = z.strictObject({
  default: z.enum(["deny", "allow"]).optional().describe("What holds where no rule does; deny when left out."),
  max_depth: z
    .int("must be a whole number")
    .min(0, "must be at least 0")
    .optional()
    .describe("How deep delegates may delegate."),
  allow: z
    .array(
      z.strictObject({
        from: name.describe("The role that delegates."),
        to: z.union([roleReference, otherModel]).describe("role:NAME, or { provider, id }."),
        when: z
          .strictObject({ tool: oneOrMore(text).optional(), journey: oneOrMore(name).optional() })
          .optional()
          .describe("Only for these tools or journeys."),
        reason: z.enum(["cost", "latency", "quality", "availability", "capability"]),
        saves: z
          .number()
          .min(0, "must be at least 0")
          .max(1, "must be at most 1")
          .optional()
          .describe("The share of the price saved."),
        margin: z
          .number()
          .min(0, "must be at least 0")
          .max(1, "must be at most 1")
          .optional()
          .describe("The drop in quality that is ruled out; needed where the reason is cost."),
        disclosed: z.boolean().optional().describe("Whether the caller is told."),
        opt: z
          .enum(["in", "out"])
          .optional()
          .describe("Whether tenants opt in or out; needed where the reason is cost."),
      }),
    )
    .optional(),
});

/** Other models that may answer when the contracted one cannot; `default` is the provider's own choice. */
export const fallbacks = z.array(
  z.union([
    z.literal("default"),
    z.strictObject({
      provider: text.optional(),
      id: text,
      sunset: z.iso
        .date("must be a date such as 2026-12-31")
        .optional()
        .describe("After this day a use is FALLBACK_STALE."),
    }),
  ]),
);
