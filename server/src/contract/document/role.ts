import { z } from "zod";
import { EFFORTS } from "../scales.ts";
import { roleMatch } from "./match.ts";
import { contextTerms, promptCache } from "./state.ts";
import { bounded, name, roleReference, selectable, text } from "./values.ts";

/** What the tools of a contract do, for behaviour signals. */
export const TOOL_KINDS = ["read", "edit", "write", "run", "search", "other"] as const;

/** What a tool does. */
export type ToolKind = (typeof TOOL_KINDS)[number];

const tokens = z.int("must be a whole number of tokens").min(1, "must be at least 1");

const model = z.strictObject({
  provider: text.optional().describe("The upstream's provider: anthropic, openai, ..."),
  id: selectable(text).optional().describe("The model's id as the provider spells it."),
  snapshot: text.optional().describe("The dated id that the alias stands for."),
  pinned: z.boolean().optional().describe("Whether no other snapshot may answer."),
  weights: text.nullable().optional().describe("Which weights answer, where the provider says so."),
  region: text.nullable().optional().describe("Where the model runs; must be one of data.regions."),
  retires: z.iso
    .date("must be a date such as 2026-12-31")
    .optional()
    .describe("The day on which the provider takes the model away, where it has said so."),
});

const thinkingValue = z.union([
  z.enum(["adaptive", "enabled", "disabled"]),
  z.strictObject({ budget_tokens: bounded(tokens).describe("How many tokens may be thought.") }),
]);

const reasoning = z.strictObject({
  effort: bounded(z.enum(EFFORTS))
    .optional()
    .describe("From none to max. Left out: the provider's default, which may move."),
  thinking: z
    .union([
      ...thinkingValue.options,
      z.strictObject({
        default: thinkingValue.optional(),
        allow: z.array(thinkingValue).min(1, "must list at least one value").optional(),
        by: z
          .array(z.enum(["client", "user"]))
          .min(1, "must name at least one of client, user")
          .optional(),
      }),
    ])
    .optional()
    .describe("adaptive, enabled (any budget), disabled, or { budget_tokens }."),
  carryover: z
    .enum(["all_turns", "current_turn", "none"])
    .optional()
    .describe("How much earlier reasoning the model sees again."),
  display: z.enum(["summarized", "omitted", "full"]).optional().describe("How reasoning is shown."),
});

const section = z.strictObject({
  id: name.optional().describe("What the section is called in findings."),
  file: text.optional().describe("A file beside or below the contract that holds the text."),
  text: z.string().optional().describe("The text itself."),
  volatile: z.boolean().optional().describe("True where the text changes from request to request; needs a pattern."),
  pattern: text
    .optional()
    .describe("A regular expression (multiline) for the parts that change: they are masked before hashing."),
});

/** A JSON Schema: a file that holds it, or the schema itself. */
const schema = z.union([text, z.record(z.string(), z.unknown())]);

const tool = z.strictObject({
  name: text.describe("The tool's name as the model sees it."),
  description: z.string().optional().describe("What the model is told of the tool."),
  schema: schema.optional().describe("The JSON Schema of its arguments: a file, or the schema itself."),
  kind: z.enum(TOOL_KINDS).optional().describe("What the tool does, for behaviour signals."),
  routes_to: z
    .union([z.literal("self"), roleReference])
    .optional()
    .describe("Who answers a call: self (the product), or role:NAME."),
  digest: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "must be 32 hex digits, as the record shows them")
    .optional()
    .describe("The digest of the tool's canonical definition, as the record shows it."),
});

const output = z.strictObject({
  max_tokens: bounded(tokens).optional().describe("The most tokens that an answer may have."),
  verbosity: selectable(text).optional().describe("default, or the provider's word: low, medium, high."),
  schema: schema.nullable().optional().describe("The JSON Schema of the answer; null: plain text."),
});

const sampling = z.strictObject({
  temperature: bounded(z.number().min(0, "must be at least 0").max(2, "must be at most 2")).optional(),
  top_p: bounded(z.number().min(0, "must be at least 0").max(1, "must be at most 1")).optional(),
  top_k: bounded(z.int("must be a whole number").min(0, "must be at least 0")).optional(),
});

/** The keys of one voice that a contract with one voice may write at top level. */
export const roleValues = {
  model: model.optional().describe("The model that answers."),
  reasoning: reasoning.optional().describe("How much the model reasons, and what becomes of it."),
  system: z.array(section).optional().describe("The sections of the system prompt, in order."),
  tools: z.array(tool).optional().describe("The tools that are offered, all of them."),
  tool_choice: z
    .string()
    .regex(/^(auto|any|none|tool:.+)$/, "must be auto, any, none or tool:NAME")
    .optional()
    .describe("Whether the model is forced to call a tool."),
  output: output.optional(),
  sampling: sampling.optional(),
  betas: z.array(text).optional().describe("The provider's beta features that requests carry, all of them."),
} as const;

/** One voice of a surface. */
export const role = z.strictObject({
  match: roleMatch.optional().describe("How requests of this voice are told from others; all conditions must hold."),
  inherit: name.optional().describe("A role whose values hold wherever this one says nothing."),
  ...roleValues,
  cache: promptCache.optional().describe("Instead of the contract's own, for this voice."),
  context: contextTerms.optional().describe("Instead of the contract's own, for this voice."),
});

/** One voice as written, after prompts and schemas have been inlined or before. */
export type RoleDocument = z.infer<typeof role>;
/** A section of a system prompt as written. */
export type SectionDocument = z.infer<typeof section>;
/** A tool as written. */
export type ToolDocument = z.infer<typeof tool>;
