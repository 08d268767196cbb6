import { readFileSync } from "node:fs";
import { gateReport } from "../../../../server/src/quality/gate/report.ts";
import { type Side, SuiteResults } from "../../../../server/src/quality/gate/suite-results.ts";
import type { Attributes } from "../../../../server/src/quality/cohorts/attribute-values.ts";
import type { Figure } from "../figure.ts";
import { recordedFile, recordedRows } from "./data.ts";

/** What gates say of results that others recorded. */
export interface RecordedGates {
  readonly rows: readonly (readonly string[])[];
  readonly figures: readonly Figure[];
}

interface Result {
  readonly scenario: string;
  readonly value: number;
  readonly attributes?: Attributes;
}

/** Seeds of the orders in which pairs are drawn: a verdict must not hang on one of them. */
const SEEDS = 20;
const OPTIONS = { harm: 0.01, margin: 0.03, alpha: 0.05, claim: "suite" } as const;

/** Compares all that were recorded. */
export function recordedGates(): RecordedGates {
  return { rows: [...efforts(), ...months(), ...agents(), ...nearNull().rows], figures: nearNull().figures };
}

interface Compared {
  readonly row: readonly string[];
  /** Of all orders. */
  readonly failing: number;
}

function compared(
  what: string,
  before: readonly Result[],
  after: readonly Result[],
  by: readonly string[],
  claim: "suite" | "product" = OPTIONS.claim,
): Compared {
  const results = new SuiteResults();
  const sides: readonly (readonly [Side, readonly Result[]])[] = [
    ["baseline", before],
    ["candidate", after],
  ];
  for (const [side, all] of sides) for (const result of all) results.add(side, { ...result, repeat: "0" });
  const reports = Array.from({ length: SEEDS }, (_, seed) => gateReport(results, { ...OPTIONS, claim, by }, seed + 1));
  const [first] = reports;
  const verdicts = Map.groupBy(reports, ({ verdict }) => verdict);
  const pairs = reports.map((report) => report.pairs).toSorted((a, b) => a - b);
  return {
    row: [
      what,
      [...verdicts].map(([verdict, all]) => `${verdict} ${all.length}`).join(", "),
      `${pairs[0]} to ${pairs.at(-1)} of ${first!.of}`,
      (100 * first!.whole.loss).toFixed(1),
      mostNamed(reports.flatMap(({ cohort }) => (cohort === null ? [] : [cohort.name]))),
    ],
    failing: (verdicts.get("fail")?.length ?? 0) / SEEDS,
  };
}

function mostNamed(names: readonly string[]): string {
  const [most] = [...Map.groupBy(names, (name) => name)].toSorted((a, b) => b[1].length - a[1].length);
  return most === undefined ? "" : `${most[0]} (${most[1].length})`;
}

function efforts(): readonly (readonly string[])[] {
  const rows = recordedRows("livecodebench/generation_2025-04-22.csv");
  const of = (effort: string): readonly Result[] =>
    rows
      .filter(({ model }) => model === `O3-Mini-2025-01-31 (${effort})`)
      .map(({ question_id: scenario = "", pass1_pct: percent, difficulty, platform }) => ({
        scenario,
        value: Number(percent) / 100,
        attributes: { difficulty, platform },
      }));
  if (rows.length === 0) return [];
  const pairs = [
    ["High", "Low"],
    ["High", "Med"],
    ["Med", "High"],
  ] as const;
  return pairs.map(
    ([from, to]) =>
      compared(`LiveCodeBench, O3-mini ${from} to ${to}`, of(from), of(to), ["difficulty", "platform"]).row,
  );
}

function months(): readonly (readonly string[])[] {
  const rows = recordedRows("llmdrift/prime_full_eval_graded.csv");
  const of = (name: string): readonly Result[] =>
    rows
      .filter(({ model }) => model === name)
      .map(({ item_id: scenario = "", ok, cohort }) => ({ scenario, value: Number(ok), attributes: { kind: cohort } }));
  if (rows.length === 0) return [];
  const pairs = [
    ["gpt-4-0314", "gpt-4-0613"],
    ["gpt-3.5-turbo-0301", "gpt-3.5-turbo-0613"],
  ] as const;
  return pairs.map(([from, to]) => compared(`LLM drift, ${from} to ${to}`, of(from), of(to), ["kind"]).row);
}

function agents(): readonly (readonly string[])[] {
  const rows = recordedRows("swebench-pro/per_instance.csv");
  const runs = [...Map.groupBy(rows, ({ run }) => run!)].map(([run, all]) => ({
    run,
    results: all.map(({ instance_id: scenario = "", resolved, cohort }): Result => ({
      scenario,
      value: Number(resolved),
      attributes: { repository: cohort },
    })),
  }));
  return runs.flatMap((before) =>
    runs
      .filter((after) => after !== before)
      .map((after) => {
        // Tasks that one of two agents was not given say nothing of the other.
        const given = new Set(after.results.map(({ scenario }) => scenario));
        const own = new Set(before.results.map(({ scenario }) => scenario));
        return compared(
          `SWE-bench Pro, ${before.run} to ${after.run}`,
          before.results.filter(({ scenario }) => given.has(scenario)),
          after.results.filter(({ scenario }) => own.has(scenario)),
          ["repository"],
        ).row;
      }),
  );
}

interface FinalResults {
  readonly total_instances: number;
  readonly baseline: { readonly resolved_ids: readonly string[] };
  readonly polydev: { readonly resolved_ids: readonly string[] };
}

/** Five hundred tasks of which ninety differ: what is nearly nothing must fail neither way. */
function nearNull(): RecordedGates {
  const file = recordedFile("polydev-haiku45/FINAL_RESULTS.json");
  if (file === undefined) return { rows: [], figures: [] };
  const results = JSON.parse(readFileSync(file, "utf8")) as FinalResults;
  const tasks = new Set([...results.baseline.resolved_ids, ...results.polydev.resolved_ids]);
  for (let rest = 0; tasks.size < results.total_instances; rest++) tasks.add(`resolved by neither ${rest}`);
  const of = (side: "baseline" | "polydev"): readonly Result[] => {
    const resolved = new Set(results[side].resolved_ids);
    return [...tasks].map((scenario) => ({ scenario, value: resolved.has(scenario) ? 1 : 0 }));
  };
  const rows: (readonly string[])[] = [];
  const figures: Figure[] = [];
  for (const claim of ["suite", "product"] as const)
    for (const [from, to] of [
      ["baseline", "polydev"],
      ["polydev", "baseline"],
    ] as const) {
      const what = `polydev, ${from} to ${to}, claim ${claim}`;
      const { row, failing } = compared(what, of(from), of(to), [], claim);
      rows.push(row);
      // Of this very suite two points were lost the second way, and that is more than harm: the note says so.
      const lost = claim === "suite" && from === "polydev";
      figures.push({
        what: `${what}: orders in which it fails`,
        unit: "share",
        seen: failing,
        // What is true is no false alarm: there the claim about the product is what has to stay silent.
        ...(lost
          ? { note: "right: this suite did lose two points, twice what is harm; the product's claim does not fail" }
          : { limit: { atMost: 0 } }),
      });
    }
  return { rows, figures };
}
