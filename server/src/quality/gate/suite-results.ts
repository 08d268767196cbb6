import type { Attributes } from "../cohorts/attribute-values.ts";
import { LineProblem } from "../detection/stream-line.ts";
import type { ResultLine } from "./result-line.ts";

/** The two versions that a gate compares. */
export type Side = "baseline" | "candidate";

interface Scored {
  sum: number;
  count: number;
}

interface Results {
  readonly repeats: Set<string>;
  errors: number;
  readonly all: Scored;
  /** By what was answered. */
  readonly outputs: Map<string, Scored>;
}

interface Scenario {
  readonly name: string;
  readonly cluster: string;
  readonly attributes: Attributes | undefined;
  readonly baseline: Results;
  readonly candidate: Results;
}

/** One scenario that ran under both versions. */
export interface Pair {
  readonly scenario: string;
  readonly cluster: string;
  readonly attributes: Attributes | undefined;
  readonly baseline: number;
  /** With the scores that baseline's scorer gave, where the answer is one that it scored. */
  readonly candidate: number;
  /** Baseline less candidate. */
  readonly loss: number;
}

/** The same answer with another score. */
export interface ScorerChange {
  readonly scenario: string;
  readonly outputDigest: string;
  readonly baseline: number;
  readonly candidate: number;
}

const empty = (): Results => ({ repeats: new Set(), errors: 0, all: { sum: 0, count: 0 }, outputs: new Map() });
/** Scores of one answer that differ by less are the same but for rounding. */
const SAME = 1e-9;

/** The results of a suite under two versions, by scenario. */
export class SuiteResults {
  readonly #scenarios = new Map<string, Scenario>();

  /** Takes one result. @throws {LineProblem} for one that was there already. */
  add(side: Side, line: ResultLine): void {
    let scenario = this.#scenarios.get(line.scenario);
    if (scenario === undefined) {
      scenario = {
        name: line.scenario,
        cluster: line.cluster ?? line.scenario,
        attributes: line.attributes,
        baseline: empty(),
        candidate: empty(),
      };
      this.#scenarios.set(line.scenario, scenario);
    }
    const results = scenario[side];
    const { repeats, all, outputs } = results;
    if (repeats.has(line.repeat))
      throw new LineProblem(`repeat ${line.repeat} of scenario ${line.scenario} is there already`);
    repeats.add(line.repeat);
    if (line.error !== undefined) {
      results.errors++;
      return;
    }
    count(all, line.value);
    if (line.outputDigest === undefined) return;
    const scored = outputs.get(line.outputDigest) ?? { sum: 0, count: 0 };
    outputs.set(line.outputDigest, scored);
    count(scored, line.value);
  }

  /** Scenarios that ran under both versions, in the order of baseline's file. */
  get pairs(): readonly Pair[] {
    return [...this.#scenarios.values()].flatMap(({ name, cluster, attributes, baseline, candidate }) => {
      if (baseline.all.count === 0 || candidate.all.count === 0) return [];
      const before = baseline.all.sum / baseline.all.count;
      let sum = candidate.all.sum;
      for (const [digest, scored] of candidate.outputs) {
        const known = baseline.outputs.get(digest);
        if (known !== undefined) sum += (scored.count * known.sum) / known.count - scored.sum;
      }
      const after = sum / candidate.all.count;
      return [{ scenario: name, cluster, attributes, baseline: before, candidate: after, loss: before - after }];
    });
  }

  /** Answers that both versions gave and that were scored differently: what changed is the scorer. */
  get scorerChanges(): readonly ScorerChange[] {
    return [...this.#scenarios.values()].flatMap(({ name, baseline, candidate }) =>
      [...candidate.outputs].flatMap(([outputDigest, scored]) => {
        const known = baseline.outputs.get(outputDigest);
        if (known === undefined) return [];
        const [before, after] = [known.sum / known.count, scored.sum / scored.count];
        return Math.abs(before - after) <= SAME
          ? []
          : [{ scenario: name, outputDigest, baseline: before, candidate: after }];
      }),
    );
  }

  /** Scenarios that ran less often under the candidate. */
  get fewerRepeats(): number {
    return [...this.#scenarios.values()].filter(
      ({ baseline, candidate }) => candidate.repeats.size > 0 && candidate.repeats.size < baseline.repeats.size,
    ).length;
  }

  /** Results that were infrastructure errors, and scenarios that met more of them under one version than the other. */
  get errors(): Readonly<Record<Side | "more_baseline" | "more_candidate", number>> {
    const found = { baseline: 0, candidate: 0, more_baseline: 0, more_candidate: 0 };
    for (const { baseline, candidate } of this.#scenarios.values()) {
      found.baseline += baseline.errors;
      found.candidate += candidate.errors;
      const [before, after] = [errorShare(baseline), errorShare(candidate)];
      if (after > before) found.more_candidate++;
      else if (before > after) found.more_baseline++;
    }
    return found;
  }

  /** Scenarios with answers of one version only. */
  unpaired(side: Side): readonly string[] {
    const other = side === "baseline" ? "candidate" : "baseline";
    return [...this.#scenarios.values()]
      .filter((scenario) => scenario[side].all.count > 0 && scenario[other].all.count === 0)
      .map(({ name }) => name);
  }
}

function errorShare({ errors, repeats }: Results): number {
  return errors / Math.max(1, repeats.size);
}

function count(scored: Scored, value: number): void {
  scored.sum += value;
  scored.count++;
}
