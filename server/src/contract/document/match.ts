import { z } from "zod";
import { comparison, name, oneOrMore, text } from "./values.ts";

const conditions = {
  header: oneOrMore(text)
    .optional()
    .describe(
      "A header that is present (x-name), equal (x-name = value) or matching (x-name ~ /expression/); of a list, all.",
    ),
  system_contains: oneOrMore(text).optional().describe("Text that the system prompt contains; of a list, all."),
  model: oneOrMore(text).optional().describe("The requested model; of a list, any."),
  thinking: oneOrMore(text)
    .optional()
    .describe("The requested thinking: adaptive, enabled, disabled, absent or enabled:BUDGET; of a list, any."),
  has_tools: z.boolean().optional().describe("Whether any tool is offered."),
  no_tools: z.boolean().optional().describe("Whether no tool is offered."),
  tools: z
    .union([comparison, z.array(text).min(1, "must list at least one tool")])
    .optional()
    .describe("How many tools are offered (>3), or the names of tools that are all offered."),
  request_class: oneOrMore(text)
    .optional()
    .describe("What the client says the request is: main, subagent, compaction."),
  agent: z.boolean().optional().describe("Whether the request comes from a sub-agent."),
  input_tokens: comparison
    .optional()
    .describe("The size of the request in tokens (estimated from bytes before the answer)."),
  idle: comparison.optional().describe("The time since the last exchange of the session, such as >1h."),
} as const;

/** How a role is told from the others: all conditions of one match must hold. */
export const roleMatch = z.strictObject({
  default: z
    .literal(true, "can only be true; leave it out otherwise")
    .optional()
    .describe("The voice of requests that no other role matches."),
  ...conditions,
});

/** How the traffic of a journey is recognised: all conditions must hold. */
export const journeyMatch = z.strictObject(conditions);

/** When a routing rule applies: all conditions must hold. */
export const routingWhen = z.strictObject({
  journey: oneOrMore(name).optional().describe("A journey that the request belongs to; of a list, any."),
  ...conditions,
});

/** The conditions of a role, a journey or a routing rule, as written. */
export type MatchDocument = z.infer<typeof roleMatch> & z.infer<typeof routingWhen>;
