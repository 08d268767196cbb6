import { z } from "zod";
import { delegation, fallbacks, routing } from "./document/delegation.ts";
import { budgets, gates, journeys, signals } from "./document/evidence.ts";
import { role, roleValues } from "./document/role.ts";
import { contextTerms, promptCache } from "./document/state.ts";
import { data, economics, safety, steps } from "./document/terms.ts";
import { name } from "./document/values.ts";
import { SEMVER, SURFACE_NAME } from "./document/version.ts";
import { SEVERITIES, VIOLATION_IDS } from "./violations.ts";

/** What Bellwether does with a request that departs from the contract. */
export const MODES = ["observe", "verify", "enforce"] as const;

/** One of the modes. */
export type Mode = (typeof MODES)[number];

const head = {
  bellwether: z.literal(1, "must be 1, the version of the contract format").describe("The version of this format: 1."),
  surface: z
    .string("must be a name such as code-assistant")
    .regex(SURFACE_NAME, "must be a name of lower-case letters, digits and single hyphens, such as code-assistant")
    .describe("The product or feature that this contract is of."),
  version: z
    .string("must be a semantic version such as 3.2.0")
    .regex(SEMVER, "must be a semantic version such as 3.2.0")
    .describe("Never changes once registered."),
  mode: z
    .enum(MODES)
    .describe("observe: record only. verify: refuse what departs. enforce: also fill what is left out."),
  description: z.string().optional().describe("What this surface is, for people."),
  annotations: z.record(z.string(), z.string()).optional().describe("Free texts that change nothing."),
} as const;

const tail = {
  unknown_role: z
    .enum(["violation", "main"])
    .optional()
    .describe("A voice that no role matches: a violation (when left out), or taken for the default role."),
  routing: routing.optional().describe("Which role answers which traffic; the first rule that applies."),
  delegation: delegation.optional().describe("Who may answer in place of the contracted model."),
  fallbacks: fallbacks.optional().describe("Other models that may answer when the contracted one cannot."),
  allow_provider_default: z
    .boolean()
    .optional()
    .describe("Whether fallbacks may name default, the provider's own choice."),
  cache: promptCache.optional().describe("What of the prompt is cached, for every role that says nothing else."),
  context: contextTerms.optional().describe("What happens to the history, for every role that says nothing else."),
  steps: steps.optional().describe("The product's own processing around the model."),
  economics: economics.optional().describe("Prices in US dollars per million tokens, tier, and SLA."),
  data: data.optional().describe("Where data may go and how long it stays."),
  safety: safety.optional(),
  provenance: z
    .enum(["required", "best_effort"])
    .optional()
    .describe("Whether an exchange that cannot be recorded is refused."),
  conversation: z
    .enum(["pinned", "follow"])
    .optional()
    .describe("Whether a session keeps the version that it began with."),
  audiences: z
    .record(name, z.record(z.string(), z.unknown()))
    .optional()
    .describe("What is different for a slice of users: any part of this document, laid over it; lists replace."),
  journeys: journeys.optional().describe("How traffic is recognised."),
  signals: signals.optional().describe("What is measured."),
  budgets: budgets.optional().describe("How much each signal may drift."),
  gates: gates.optional().describe("Scenario files that must pass before a version is registered."),
  violations: z
    .partialRecord(z.enum(VIOLATION_IDS), z.enum(SEVERITIES))
    .optional()
    .describe("Severities that differ from the defaults: note, alert or reject."),
} as const;

/** The document as people write it: with roles, or with the keys of its one role at top level. */
export const writtenDocument = z.strictObject({
  ...head,
  roles: z.record(name, role).optional().describe("The voices of this surface."),
  ...roleValues,
  ...tail,
});

/** The document in its one form: every voice under `roles`. */
export const contractDocument = z.strictObject({
  ...head,
  roles: z.record(name, role),
  ...tail,
});

/** A contract as people write it. */
export type WrittenDocument = z.infer<typeof writtenDocument>;

/** A contract in its one form; what is left out is not contracted. */
export type ContractDocument = z.infer<typeof contractDocument>;

/** The keys of a role that may stand at top level. */
export const ROLE_KEYS = Object.keys(roleValues) as readonly (keyof typeof roleValues)[];

/** The keys that an audience cannot change. */
export const FIXED_KEYS = ["bellwether", "surface", "version", "audiences"] as const;
