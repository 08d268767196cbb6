import { canonicalDigest } from "../../core/jcs.ts";
import { checkDocument } from "../checks.ts";
import type { Contract, ResolvedDocument } from "../contract.ts";
import { type Delegation, delegationPath } from "../diff/delegations.ts";
import { same } from "../diff/values.ts";
import type { ContractDocument } from "../document.ts";
import { formatPath } from "../problem.ts";
import { contractFor } from "../resolution.ts";
import { hybridOf } from "../witness/hybrid.ts";

/** Fields that are to be as they were, and the two versions between which they changed. */
export interface Withdrawal {
  /** The notice's id. */
  readonly notice: string;
  readonly from: Contract;
  readonly to: Contract;
  readonly paths: readonly string[];
}

/** A contract with old values laid over it. */
export interface Overlaid {
  readonly contract: Contract;
  /** Whose changes were gone back from. */
  readonly notices: readonly string[];
}

/**
 * A contract with the fields of some notices as they were before: of each field that the contract
 * still has as the notice's change left it. Lists are taken whole, but for rules of delegation.
 *
 * Its digest is that of what it is made of, so that anybody who has the versions can make it again.
 *
 * @param withdrawals the newest last: where two speak of a field, the newer one's old value is gone
 * back from first.
 * @returns the very contract where none of the changes is in it, and the notices whose changes are.
 */
export function overlaid(contract: Contract, withdrawals: readonly Withdrawal[]): Overlaid {
  const applied: { readonly notice: string; readonly from: string; readonly paths: readonly string[] }[] = [];
  let mixed = contract;
  for (const { notice, from, to, paths } of withdrawals.toReversed()) {
    const there = paths.filter((path) => hasChange(mixed, from, to, path));
    if (there.length === 0) continue;
    mixed = there.reduce((into, path) => withValue(into, from, path), mixed);
    applied.push({ notice, from: from.digest, paths: there });
  }
  if (applied.length === 0) return { contract, notices: [] };
  const digest = canonicalDigest({ contract: contract.digest, overlays: applied });
  return {
    contract: Object.freeze({ ...mixed, file: contract.file, digest }),
    notices: applied.map(({ notice }) => notice),
  };
}

/** Whether a contract has any of the changes, so that there is something to go back from. */
export function hasAnyChange(contract: Contract, { from, to, paths }: Omit<Withdrawal, "notice">): boolean {
  return paths.some((path) => hasChange(contract, from, to, path));
}

/** What keeps a contract from holding together once old values are laid over it, a sentence each. */
export function overlayProblems(contract: Contract, mixed: Contract): readonly string[] {
  const known = new Set(problemsOf(contract));
  return [...new Set(problemsOf(mixed))].filter((problem) => !known.has(problem));
}

function problemsOf(contract: Contract): readonly string[] {
  return [contract.base, ...contract.audiences.values()].flatMap((document) => {
    const checked = { document: document as ContractDocument, roleNames: Object.keys(document.roles) };
    return checkDocument(checked).map(({ path, message }) => `${formatPath(path)}: ${message}`);
  });
}

/** Whether a contract has at a place what a change left there, and not what was there before. */
function hasChange(contract: Contract, from: Contract, to: Contract, path: string): boolean {
  return isSame(withValue(contract, to, path), contract) && !isSame(withValue(contract, from, path), contract);
}

function isSame(a: Contract, b: Contract): boolean {
  const audiences = new Set([undefined, ...a.audiences.keys(), ...b.audiences.keys()]);
  return [...audiences].every((audience) => same(contractFor(a, audience), contractFor(b, audience)));
}

/** A contract with what another one says at a place. */
function withValue(contract: Contract, other: Contract, path: string): Contract {
  return path.startsWith("delegation.allow[")
    ? withDelegation(contract, other, path)
    : hybridOf(contract, other, [path]);
}

/** The same for one rule of delegation, which stands in a list among others. */
function withDelegation(contract: Contract, other: Contract, path: string): Contract {
  const mixed = (audience: string | undefined): ResolvedDocument => {
    const [document, from] = [contractFor(contract, audience), contractFor(other, audience)];
    const own = document.delegation?.allow ?? [];
    const theirs = (from.delegation?.allow ?? []).filter((rule) => delegationPath(rule) === path);
    const isIt = (rule: Delegation): boolean => delegationPath(rule) === path;
    const place = own.findIndex(isIt);
    const others = own.filter((rule) => !isIt(rule));
    const at = place === -1 ? others.length : own.slice(0, place).filter((rule) => !isIt(rule)).length;
    const allow = [...others.slice(0, at), ...theirs, ...others.slice(at)];
    return same(allow, own) ? document : { ...document, delegation: { ...document.delegation, allow } };
  };
  return {
    ...contract,
    base: mixed(undefined),
    audiences: new Map([...contract.audiences.keys()].map((audience) => [audience, mixed(audience)])),
  };
}
