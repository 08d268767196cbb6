import type { Figure } from "../figure.ts";
import { recordedRows, type Row } from "./data.ts";
import { type Outcome, RUN_LENGTH, watch } from "./watch.ts";

/** What monitors say of runs that others recorded. */
export interface RecordedMonitors {
  readonly rows: readonly (readonly string[])[];
  readonly figures: readonly Figure[];
}

/** Runs from which the baseline is learnt: the ones before them are of other days of the same set-up. */
const [FIRST, LAST] = [10, 26];
/** The two that alternate later, each watched for itself. */
const MODELS = [
  ["claude-opus-4-6", "first model"],
  ["claude-opus-4-7", "second model"],
] as const;

/**
 * A benchmark of a coding client that ran on a schedule: steps of its score, its tokens and its cost. Its makers
 * state no licence, so nothing of it is shown but how many alarms there are, and dates and versions of the steps.
 */
export function scheduledClient(): readonly (readonly string[])[] {
  const all = recordedRows("isclaudedumb/runs.csv").toSorted((a, b) => (a["started_at"]! < b["started_at"]! ? -1 : 1));
  if (all.length === 0) return [];
  const tasks = Map.groupBy(recordedRows("isclaudedumb/tasks.csv"), ({ file }) => file);
  return MODELS.flatMap(([model, called]) => {
    const runs = all.filter((run) => run["model"] === model);
    // The later model has fewer runs than the first one's baseline ends at: half of them are its own.
    const [from, to] = runs.length > 2 * LAST ? [FIRST, LAST] : [0, Math.floor(runs.length / 2)];
    return ["score", "output_tokens", "cost"].flatMap((signal) =>
      (["run", "task"] as const).map((unit) => {
        const lines = (some: readonly Row[]): readonly Outcome[] =>
          some.flatMap((run) =>
            unit === "run" ? runLine(run, signal) : taskLines(run, tasks.get(run["file"] ?? "") ?? [], signal),
          );
        const { alarms } = watch(lines(runs.slice(from, to)), lines(runs.slice(to)), unit === "task" ? ["task"] : []);
        return [
          `coding client, ${called}: ${signal.replace("_", " ")}, by ${unit}`,
          "",
          String(alarms.length),
          alarms.map(({ change_point: since, coincides }) => shown(since?.time, coincides)).join("; "),
        ];
      }),
    );
  });
}

function shown(
  time: number | null | undefined,
  coincides: readonly { readonly attribute: string; readonly value: string }[],
): string {
  const date = time === null || time === undefined ? "" : new Date(time).toISOString().slice(0, 10);
  const version = coincides.find(({ attribute }) => attribute === "client_version");
  return `${date}${version === undefined ? "" : ` at ${version.value}`}`;
}

function runLine(run: Row, signal: string): readonly Outcome[] {
  const columns: Readonly<Record<string, string>> = {
    score: "score",
    output_tokens: "main_output_tokens",
    cost: "cost_usd",
  };
  return outcome(run, run["file"]!, signal, run[columns[signal]!], {});
}

function taskLines(run: Row, tasks: readonly Row[], signal: string): readonly Outcome[] {
  const columns: Readonly<Record<string, string>> = {
    score: "passed",
    output_tokens: "output_tokens",
    cost: "cost_usd",
  };
  return tasks.flatMap((task) => {
    const name = task["task_id"]!;
    return outcome(run, `${run["file"]}/${name}`, signal, task[columns[signal]!], { task: name });
  });
}

function outcome(
  run: Row,
  unit: string,
  signal: string,
  value: string | undefined,
  attributes: Readonly<Record<string, string>>,
): readonly Outcome[] {
  if (value === undefined || value === "") return [];
  return [
    {
      unit,
      signal,
      value: Number(value),
      time: Date.parse(run["started_at"]!),
      attributes: { ...attributes, client_version: run["claude_code_version"]! },
    },
  ];
}

/** Runs that a series needs for a baseline of half of them. */
const LEAST_RUNS = 16;

/** A benchmark that ran each day and changed nothing: how often that is taken for a change. */
export function dailyRuns(): RecordedMonitors {
  const rows = recordedRows("daily-bench/benchmark_summary.csv");
  const series = [
    ...Map.groupBy(rows, (row) =>
      ["model", "run_name", "name", "split", "perturbation"].map((name) => row[name]).join("\u0000"),
    ).values(),
  ];
  const long = series.filter(({ length }) => length >= LEAST_RUNS);
  if (long.length === 0) return { rows: [], figures: [] };
  let [units, alarms, alarming] = [0, 0, 0];
  for (const one of long) {
    const lines = one
      .toSorted((a, b) => (a["run_timestamp"]! < b["run_timestamp"]! ? -1 : 1))
      .map(({ run, mean, run_timestamp: at }, index): Outcome => {
        return {
          unit: `${run} ${index}`,
          signal: "mean",
          value: Number(mean),
          time: Date.parse(`${at!.replace(" ", "T")}Z`),
        };
      });
    const half = Math.floor(lines.length / 2);
    const found = watch(lines.slice(0, half), lines.slice(half));
    units += found.read.units;
    alarms += found.alarms.length;
    if (found.alarms.length > 0) alarming++;
  }
  return {
    rows: [
      [`daily-bench, ${long.length} series, each for itself`, String(units), String(alarms), `in ${alarming} series`],
    ],
    figures: [
      {
        what: `daily-bench: alarms in ${units} units of ${long.length} series`,
        unit: "alarms",
        seen: alarms,
        note: `one in ${RUN_LENGTH.toLocaleString("en-US")} units is promised of means that stay; the series share their days, and half of each is its baseline`,
        limit: { atMost: Math.ceil(units / RUN_LENGTH) },
      },
    ],
  };
}
