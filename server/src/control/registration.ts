import type { Contract } from "../contract/contract.ts";
import { diffContracts, type DiffFinding, requiredBump } from "../contract/diff/diff.ts";
import { BUMPS, type ChangeSeverity } from "../contract/diff/rule.ts";
import { bumpBetween, isRelease } from "../contract/diff/version-bump.ts";
import { readRegistered } from "../contract/registered.ts";
import { compareVersions } from "../contract/version-order.ts";
import type { ControlState, StoredContract, StoredGateResult } from "./control-store.ts";

/** Why a version is not registered. */
export interface Obstacle {
  readonly kind:
    | "version_exists"
    | "bump_too_small"
    | "gate_missing"
    | "gate_failed"
    | "terms_incomplete"
    | "choice_impossible";
  /** One sentence: what is wrong, and what to do. */
  readonly message: string;
  /** Whether `--force` with a reason passes it over. */
  readonly forceable: boolean;
}

/** What registering a version would mean. */
export interface Registrability {
  /** The very same version is registered already. */
  readonly known: boolean;
  readonly obstacles: readonly Obstacle[];
  /** The version that it is compared with; undefined where there is none before it. */
  readonly against: Contract | undefined;
  readonly findings: readonly DiffFinding[];
}

/** What a decision is made from beside the contract. */
export interface RegistrationTerms {
  /** Milliseconds. */
  readonly now: number;
  /** Severities that the configuration sets, by rule. */
  readonly severities?: Readonly<Record<string, ChangeSeverity>>;
}

/** Whether a contract may be registered over what is registered now. Pure. */
export function registrability(contract: Contract, state: ControlState, terms: RegistrationTerms): Registrability {
  const { surface, version, digest } = contract;
  const existing = state.contracts.find((one) => one.surface === surface && one.version === version);
  if (existing !== undefined) {
    const known = existing.digest === digest;
    return { known, obstacles: known ? [] : [exists(contract, existing)], against: undefined, findings: [] };
  }
  const stored = predecessor(contract, state.contracts);
  const before = stored === undefined ? undefined : readStored(stored);
  const findings = before === undefined ? [] : changesBetween(before, contract, terms);
  const bump = before === undefined ? undefined : bumpObstacle(before.version, contract, findings);
  return {
    known: false,
    obstacles: [...(bump === undefined ? [] : [bump]), ...gateObstacles(contract, state.gateResults)],
    against: before,
    findings,
  };
}

/**
 * The registered version that another one follows: the highest release below it, or of its own
 * number with another build. Versions before a release are drafts, which nobody's release is
 * measured against.
 */
export function predecessor(
  { surface, version }: Pick<Contract, "surface" | "version">,
  contracts: readonly StoredContract[],
): StoredContract | undefined {
  return contracts
    .filter((one) => one.surface === surface && isRelease(one.version) && compareVersions(one.version, version) <= 0)
    .sort((a, b) => compareVersions(a.version, b.version))
    .at(-1);
}

/** What changes from a registered version to a contract. @throws {BellwetherError} `contract_invalid`. */
export function changes(before: StoredContract, after: Contract, terms: RegistrationTerms): readonly DiffFinding[] {
  return changesBetween(readStored(before), after, terms);
}

/** What changes from one version of a contract to another. */
export function changesBetween(
  before: Contract,
  after: Contract,
  { now, severities }: RegistrationTerms,
): readonly DiffFinding[] {
  return diffContracts(before, after, severities === undefined ? { now } : { now, severities });
}

/** A registered contract, checked against its digest. @throws {BellwetherError} `contract_invalid`. */
export function readStored({ digest, document }: Pick<StoredContract, "digest" | "document">): Contract {
  return readRegistered({ digest, document: JSON.parse(document) as unknown }, "registry");
}

/** The gates that a contract asks for and that have not passed for its digest. */
export function gateObstacles(contract: Contract, results: readonly StoredGateResult[]): readonly Obstacle[] {
  return (contract.document.gates ?? []).flatMap((gate): Obstacle[] => {
    const result = results.find((one) => one.digest === contract.digest && one.gate === gate);
    if (result?.verdict === "pass") return [];
    const seen = result === undefined || result.run === "" ? "" : ` (${result.run})`;
    return result === undefined
      ? [
          {
            kind: "gate_missing",
            forceable: true,
            message: `the gate ${gate} has no result for ${contract.digest}: run it, and report that it passed (bellwether contract gate)`,
          },
        ]
      : [
          {
            kind: "gate_failed",
            forceable: true,
            message: `the gate ${gate} says ${result.verdict} of this digest${seen}: mend what it found, and run it again`,
          },
        ];
  });
}

function exists({ surface, version, digest }: Contract, existing: StoredContract): Obstacle {
  return {
    kind: "version_exists",
    forceable: false,
    message: `${surface}@${version} is registered with the digest ${existing.digest}, and this one has ${digest}: a version never changes, give it a new one`,
  };
}

function bumpObstacle(from: string, { version }: Contract, findings: readonly DiffFinding[]): Obstacle | undefined {
  const asked = requiredBump(findings.filter(({ rule }) => rule !== "VERSION_NOT_BUMPED"));
  const moved = bumpBetween(from, version);
  if (asked === undefined || (moved !== undefined && BUMPS.indexOf(moved) >= BUMPS.indexOf(asked))) return undefined;
  const because = findings.filter(({ bump, rule }) => bump === asked && rule !== "VERSION_NOT_BUMPED");
  const named = [...new Set(because.map(({ rule }) => rule))];
  const shown = named.length > 4 ? `${named.slice(0, 4).join(", ")} and ${named.length - 4} more` : named.join(", ");
  return {
    kind: "bump_too_small",
    forceable: false,
    message: `from ${from} to ${version} is no ${asked} version, and ${shown} ask${named.length === 1 ? "s" : ""} for one: give it a ${asked} version`,
  };
}
