import { canonicalJson } from "../../core/jcs.ts";
import { sha256Short } from "../../core/digest.ts";
import type { Contract } from "../contract.ts";
import { contractFor } from "../resolution.ts";
import {
  type Bump,
  BUMPS,
  bumpOf,
  CHANGE_SEVERITIES,
  type ChangeSeverity,
  type Comparison,
  type DiffRule,
  type Found,
  PROFILE_OF,
  type Profile,
  PROFILES,
  type Subject,
} from "./rule.ts";
import type { Proof } from "./proof.ts";
import { RULES } from "./rules.ts";

/** One change between two versions of a contract. */
export interface DiffFinding {
  readonly rule: string;
  readonly subject: Subject;
  readonly severity: ChangeSeverity;
  readonly bump: Bump;
  /** 12 hex digits over rule, place, audiences and both values, not over the message: an approval outlives a rewording. */
  readonly fingerprint: string;
  readonly path: string;
  readonly role?: string;
  /** The audiences that it concerns, where it does not concern everybody; `""` are those of no declared audience. */
  readonly audiences?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly message: string;
  readonly why: string;
  /** What recorded requests say of it; absent where none were asked. */
  readonly proof?: Proof;
}

/** What is compared, and how its rules are taken. */
export interface DiffOptions {
  /** All where nothing is said. */
  readonly profile?: Profile;
  /** Milliseconds. */
  readonly now: number;
  /** Severities that the configuration sets, by rule. */
  readonly severities?: Readonly<Record<string, ChangeSeverity>>;
}

/** Everything that changed from one version of a contract to another, the most serious first. */
export function diffContracts(before: Contract, after: Contract, options: DiffOptions): readonly DiffFinding[] {
  const comparisons = comparisonsOf(before, after, options.now);
  const places = comparisons.map((): string[] => []);
  const findings: DiffFinding[] = [];
  for (const rule of RULES) {
    const bump = requiredBump(findings);
    const found = comparisons.map((comparison, index) => [
      ...rule.find(comparison, { places: places[index] ?? [], bump }),
    ]);
    for (const [index, some] of found.entries()) places[index]?.push(...some.map(({ path }) => path));
    findings.push(...merged(rule, comparisons, found, options.severities ?? {}));
  }
  const depth = PROFILES.indexOf(options.profile ?? "economics");
  return findings.filter(({ subject }) => PROFILES.indexOf(PROFILE_OF[subject]) <= depth).sort(bySeverity);
}

/** The bump that all of some findings ask for; undefined where there are none. */
export function requiredBump(findings: readonly Pick<DiffFinding, "bump">[]): Bump | undefined {
  return BUMPS.findLast((bump) => findings.some((one) => one.bump === bump));
}

function comparisonsOf(before: Contract, after: Contract, now: number): readonly Comparison[] {
  const audiences = new Set([undefined, ...before.audiences.keys(), ...after.audiences.keys()]);
  return [...audiences].map((audience) => ({
    audience,
    before: contractFor(before, audience),
    after: contractFor(after, audience),
    contracts: { before, after },
    now,
  }));
}

interface Located {
  readonly found: Found;
  readonly audiences: string[];
}

/** What one rule found in each comparison, the same change for several audiences once. */
function merged(
  rule: DiffRule,
  comparisons: readonly Comparison[],
  perComparison: readonly (readonly Found[])[],
  severities: Readonly<Record<string, ChangeSeverity>>,
): readonly DiffFinding[] {
  const located = new Map<string, Located>();
  for (const [index, some] of perComparison.entries()) {
    for (const found of some) {
      const key = canonicalJson([found.path, digestOf(found.before), digestOf(found.after)]);
      const known = located.get(key) ?? { found, audiences: [] };
      known.audiences.push(comparisons[index]?.audience ?? "");
      located.set(key, known);
    }
  }
  const severity = Object.hasOwn(severities, rule.id) ? (severities[rule.id] ?? rule.severity) : rule.severity;
  const bump = severity === rule.severity ? bumpOf(rule) : bumpOf({ severity });
  return [...located.values()].map(({ found, audiences }): DiffFinding => {
    const everybody = new Set(audiences).size === comparisons.length;
    const concerned = everybody ? undefined : [...new Set(audiences)].sort();
    return {
      rule: rule.id,
      subject: rule.subject,
      severity,
      bump,
      fingerprint: fingerprintOf(rule.id, found, concerned),
      ...(concerned === undefined ? {} : { audiences: concerned }),
      ...found,
      why: rule.why,
    };
  });
}

/** The fingerprint of what a rule found, for some audiences or for everybody. */
export function fingerprintOf(
  rule: string,
  { path, before, after }: Pick<Found, "path" | "before" | "after">,
  audiences?: readonly string[],
): string {
  const parts = [rule, path, audiences ?? "everybody", digestOf(before), digestOf(after)];
  return sha256Short(canonicalJson(parts)).slice(0, 12);
}

function digestOf(value: unknown): string {
  return value === undefined ? "" : sha256Short(canonicalJson(value));
}

function bySeverity(a: DiffFinding, b: DiffFinding): number {
  return CHANGE_SEVERITIES.indexOf(b.severity) - CHANGE_SEVERITIES.indexOf(a.severity);
}
