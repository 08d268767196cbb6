import type { Digest } from "../core/digest.ts";
import { BellwetherError } from "../core/error.ts";
import { type Comparator, meets } from "./comparison.ts";
import { nearest } from "../core/nearest.ts";
import { EFFORTS, effortRank } from "./scales.ts";
import { isSnapshotOf } from "./served.ts";

/** One demand of a caller, from the header `bellwether-require`. */
export type Requirement =
  | { readonly name: "digest"; readonly digest: Digest }
  | { readonly name: "substitution" | "delegation"; readonly accepts: "none" | "declared" }
  | { readonly name: "model" | "provider" | "region" | "thinking"; readonly anyOf: readonly string[] }
  | { readonly name: "effort"; readonly comparator: Comparator; readonly effort: string }
  | { readonly name: "max_tokens"; readonly comparator: Comparator; readonly tokens: number };

/** What a header demands, or the error `requirement_invalid`. */
export type ParsedRequirements =
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  | { readonly ok: false; readonly error: BellwetherError };

/** What is known of an exchange before it is sent; what is not known meets no demand. */
export interface RequirementFacts {
  readonly digest?: Digest;
  readonly model?: string;
  readonly provider?: string;
  readonly region?: string;
  readonly effort?: string;
  readonly thinking?: string;
  readonly maxTokens?: number;
  /** Whether it can be made certain that no other model answers: by refusing the answer otherwise. */
  readonly canRefuseSubstitution: boolean;
  /** Whether it can be made certain that nothing is delegated. */
  readonly canRefuseDelegation: boolean;
}

/** A demand that cannot be honoured, and why. */
export interface UnmetRequirement {
  readonly requirement: Requirement;
  readonly reason: string;
}

const NAMES = [
  "digest",
  "substitution",
  "delegation",
  "model",
  "provider",
  "region",
  "thinking",
  "effort",
  "max_tokens",
];
const DEMAND = /^([a-z_]+)\s*(>=|<=|>|<|=)\s*(.+)$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Demands longer than this are refused unread. */
const MAX_LENGTH = 4_096;

/**
 * Reads `bellwether-require`: demands separated by semicolons, all of which must hold, such as
 * `digest=sha256:...; substitution=none; effort>=high; model=claude-opus-4-6`. Of several models,
 * providers, regions or thinking values, separated by commas, any will do.
 *
 * A demand that is not understood is an error: passing over it would be approximating it.
 */
export function parseRequirements(header: string): ParsedRequirements {
  if (header.length > MAX_LENGTH)
    return invalid(`bellwether-require has ${header.length} characters; at most ${MAX_LENGTH} are read`);
  const requirements: Requirement[] = [];
  for (const demand of header.split(";").map((part) => part.trim())) {
    if (demand === "") continue;
    const parsed = parseDemand(demand);
    if (typeof parsed === "string") return invalid(`bellwether-require: ${parsed}`);
    requirements.push(parsed);
  }
  return { ok: true, requirements };
}

function invalid(message: string): ParsedRequirements {
  return { ok: false, error: new BellwetherError("requirement_invalid", message) };
}

/** A demand, or what is wrong with it. */
function parseDemand(demand: string): Requirement | string {
  const parts = DEMAND.exec(demand);
  if (parts === null) return `"${demand}" is no demand; write name=value, or effort>=high`;
  const [, name = "", written = "=", value = ""] = parts;
  const comparator = written as Comparator;
  switch (name) {
    case "effort":
      if (effortRank(value) === undefined) return `"${value}" is not one of ${EFFORTS.join(", ")}`;
      return { name, comparator, effort: value };
    case "max_tokens":
      if (!/^\d{1,15}$/.test(value)) return `max_tokens is compared with a whole number, not "${value}"`;
      return { name, comparator, tokens: Number(value) };
  }
  if (!NAMES.includes(name)) {
    const meant = nearest(name, NAMES);
    return `"${name}" cannot be demanded; ${meant === undefined ? `there are ${NAMES.join(", ")}` : `did you mean "${meant}"?`}`;
  }
  if (comparator !== "=") return `"${name}" has no order, so it is demanded by =, not by ${comparator}`;
  switch (name) {
    case "digest":
      if (!DIGEST.test(value)) return `a digest is sha256: and 64 lower-case hex digits, not "${value}"`;
      return { name, digest: value as Digest };
    case "substitution":
    case "delegation":
      if (value !== "none" && value !== "declared") return `${name} is none or declared, not "${value}"`;
      return { name, accepts: value };
    case "model":
    case "provider":
    case "region":
    case "thinking": {
      const anyOf = value.split(",").map((one) => one.trim());
      return anyOf.includes("") ? `"${demand}" names an empty ${name}` : { name, anyOf };
    }
    default:
      return `"${name}" cannot be demanded`;
  }
}

/** The demands that what is known of an exchange does not meet. A demand is honoured or refused, never approximated. */
export function checkRequirements(
  requirements: readonly Requirement[],
  facts: RequirementFacts,
): readonly UnmetRequirement[] {
  return requirements.flatMap((requirement) => {
    const reason = unmetReason(requirement, facts);
    return reason === undefined ? [] : [{ requirement, reason }];
  });
}

/** The error for unmet demands, `requirement_unmet`, with each reason. */
export function requirementError(unmet: readonly UnmetRequirement[]): BellwetherError {
  const reasons = unmet.map(({ reason }) => reason);
  return new BellwetherError(
    "requirement_unmet",
    `what bellwether-require demands cannot be honoured: ${reasons.join("; ")}`,
    {
      detail: { unmet: unmet.map(({ requirement, reason }) => ({ name: requirement.name, reason })) },
    },
  );
}

/** A demand as its header says it. */
export function formatRequirement(requirement: Requirement): string {
  switch (requirement.name) {
    case "digest":
      return `digest=${requirement.digest}`;
    case "substitution":
    case "delegation":
      return `${requirement.name}=${requirement.accepts}`;
    case "effort":
      return `effort${requirement.comparator}${requirement.effort}`;
    case "max_tokens":
      return `max_tokens${requirement.comparator}${requirement.tokens}`;
    case "model":
    case "provider":
    case "region":
    case "thinking":
      return `${requirement.name}=${requirement.anyOf.join(",")}`;
  }
}

function unmetReason(requirement: Requirement, facts: RequirementFacts): string | undefined {
  const demand = formatRequirement(requirement);
  const instead = (found: string | number | undefined): string =>
    found === undefined ? `${demand}: this is not known` : `${demand}: it is ${found}`;
  switch (requirement.name) {
    case "digest":
      return facts.digest === requirement.digest ? undefined : instead(facts.digest);
    case "substitution":
      if (requirement.accepts === "declared" || facts.canRefuseSubstitution) return undefined;
      return `${demand}: another model's answer could not be refused here`;
    case "delegation":
      if (requirement.accepts === "declared" || facts.canRefuseDelegation) return undefined;
      return `${demand}: a delegation could not be ruled out here`;
    case "model": {
      const { model } = facts;
      const met = model !== undefined && requirement.anyOf.some((id) => model === id || isSnapshotOf(model, id));
      return met ? undefined : instead(model);
    }
    case "provider":
    case "region":
    case "thinking": {
      const found = facts[requirement.name];
      return found !== undefined && requirement.anyOf.includes(found) ? undefined : instead(found);
    }
    case "effort": {
      const rank = facts.effort === undefined ? undefined : effortRank(facts.effort);
      const than = effortRank(requirement.effort);
      const met = rank !== undefined && than !== undefined && meets(rank, { comparator: requirement.comparator, than });
      return met ? undefined : instead(facts.effort);
    }
    case "max_tokens": {
      const { maxTokens } = facts;
      const met =
        maxTokens !== undefined && meets(maxTokens, { comparator: requirement.comparator, than: requirement.tokens });
      return met ? undefined : instead(maxTokens);
    }
  }
}
