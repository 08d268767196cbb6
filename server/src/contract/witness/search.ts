import type { Contract } from "../contract.ts";
import type { DiffFinding } from "../diff/diff.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { hybridOf } from "./hybrid.ts";
import type { RequestOutcome } from "./outcome.ts";

/** A request that proves a change: what becomes of it differs under the two versions. */
export interface Witness {
  readonly exchange: string;
  readonly session: string;
  readonly role: string;
  readonly audience?: string;
  readonly differences: readonly Difference[];
}

/** What was found of a change in recorded requests. */
export interface Witnessed {
  readonly finding: DiffFinding;
  /** The smallest; undefined where none of the requests proves it. */
  readonly witness: Witness | undefined;
}

/** What a search came to. */
export interface WitnessReport {
  readonly requests: number;
  /** In the order of the findings. */
  readonly witnessed: readonly Witnessed[];
  /** A request that is treated otherwise though every change that is not safe is left out. */
  readonly unexplained: Witness | undefined;
}

/** A request, as far as it matters here whose it is. */
export interface SoughtRequest {
  readonly exchange: string;
  readonly session: string;
  readonly audience?: string;
}

interface Sought {
  readonly findings: DiffFinding[];
  readonly hybrid: Contract;
  best: Witness | undefined;
}

/**
 * Seeks, in recorded requests, the proof of each finding: the request that the change by itself
 * treats otherwise, in the fewest points; one that is sent otherwise before one that is only judged otherwise. And beside them a request that is treated otherwise by what
 * no rule takes for more than safe.
 */
export class WitnessSearch {
  readonly #before: Contract;
  readonly #after: Contract;
  readonly #findings: readonly DiffFinding[];
  readonly #sought: readonly Sought[];
  /** The version before with every change that some rule takes seriously. */
  readonly #explained: Contract;
  #unexplained: Witness | undefined;
  #requests = 0;

  constructor(before: Contract, after: Contract, findings: readonly DiffFinding[]) {
    this.#before = before;
    this.#after = after;
    this.#findings = findings;
    const byPath = Map.groupBy(findings, ({ path }) => path);
    this.#sought = [...byPath].map(([path, some]) => ({
      findings: some,
      hybrid: hybridOf(before, after, [path]),
      best: undefined,
    }));
    const serious = findings.filter(({ severity }) => severity !== "safe").map(({ path }) => path);
    this.#explained = hybridOf(before, after, [...new Set(serious)]);
  }

  /**
   * Looks at one more request.
   *
   * @param outcome what becomes of it under a contract.
   */
  look(request: SoughtRequest, outcome: (contract: Contract) => RequestOutcome): void {
    this.#requests++;
    const old = outcome(this.#before);
    for (const sought of this.#sought) {
      // Nothing proves more with less.
      if (sought.best !== undefined && weightOf(sought.best.differences) === LEAST) continue;
      const differences = differencesOf(old, outcome(sought.hybrid));
      if (isLess(differences, sought.best)) sought.best = witness(request, old.role, differences);
    }
    const left = differencesOf(outcome(this.#explained), outcome(this.#after));
    if (isLess(left, this.#unexplained)) this.#unexplained = witness(request, old.role, left);
  }

  /** What was found so far. */
  report(): WitnessReport {
    const best = new Map(this.#sought.flatMap((sought) => sought.findings.map((one) => [one, sought.best] as const)));
    return {
      requests: this.#requests,
      witnessed: this.#findings.map((finding) => ({ finding, witness: best.get(finding) })),
      unexplained: this.#unexplained,
    };
  }
}

/** What is only judged otherwise proves less than what is sent otherwise, in however many points. */
const JUDGED_ALONE = 1_000_000;
const LEAST = 1;

function weightOf(differences: readonly Difference[]): number {
  const sent = differences.some(({ where }) => where === "body" || where === "header");
  return differences.length + (sent ? 0 : JUDGED_ALONE);
}

function isLess(differences: readonly Difference[], best: Witness | undefined): boolean {
  if (differences.length === 0) return false;
  return best === undefined || weightOf(differences) < weightOf(best.differences);
}

function witness(request: SoughtRequest, role: string, differences: readonly Difference[]): Witness {
  const { exchange, session, audience } = request;
  return { exchange, session, role, ...(audience === undefined ? {} : { audience }), differences };
}
