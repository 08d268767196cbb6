import { plainLine } from "../../core/plain-text.ts";
import type { RunResult } from "../run.ts";
import { type PlaceOfStep, stepWords } from "./step-words.ts";

/** Runs that ended alike are said once, with one of them as the example. */
const MOST_KINDS = 10;

/** What a person reads after the last run: a line a scenario, and why runs did not pass. */
export function renderText(results: readonly RunResult[], placeOf: PlaceOfStep): string {
  const names = [...new Set(results.map(({ scenario }) => scenario))];
  return names
    .map((name) =>
      scenarioText(
        results.filter(({ scenario }) => scenario === name),
        placeOf,
      ),
    )
    .join("");
}

/** The same for a comment of a change: a table, and why runs did not pass below it. */
export function renderMarkdown(results: readonly RunResult[], placeOf: PlaceOfStep): string {
  const names = [...new Set(results.map(({ scenario }) => scenario))];
  const rows = names.map((name) => {
    const runs = results.filter(({ scenario }) => scenario === name);
    return `| ${name} | ${verdictOf(runs)} | ${of(runs, "pass")} | ${of(runs, "fail")} | ${of(runs, "error")} |`;
  });
  const whys = results.filter(({ verdict }) => verdict !== "pass");
  const kinds = kindsOf(whys).map(
    ({ example, times }) =>
      `- **${example.scenario}**, ${stepWords(example, placeOf)}, ${times} ${times === 1 ? "run" : "runs"}: ${plainLine(example.why ?? "").replace(/[<>|`*_[\]]/g, (found) => `\\${found}`)}`,
  );
  return `${[
    "| scenario | verdict | passed | failed | not played |",
    "|---|---|---|---|---|",
    ...rows,
    ...(kinds.length === 0 ? [] : ["", ...kinds]),
  ].join("\n")}\n`;
}

/** `error` where no run says anything of the product, or none of those that did failed and some could not be played. */
export function verdictOf(runs: readonly RunResult[]): RunResult["verdict"] {
  if (of(runs, "fail") > 0) return "fail";
  return of(runs, "error") > 0 ? "error" : "pass";
}

function scenarioText(runs: readonly RunResult[], placeOf: PlaceOfStep): string {
  const [first] = runs;
  if (first === undefined) return "";
  const turns = runs.reduce((sum, one) => sum + one.turns.length, 0);
  const parts = [`${of(runs, "pass")} of ${runs.length} passed`];
  if (of(runs, "fail") > 0) parts.push(`${of(runs, "fail")} failed`);
  if (of(runs, "error") > 0) parts.push(`${of(runs, "error")} could not be played`);
  const head = `${verdictOf(runs).toUpperCase().padEnd(5)} ${first.scenario}: ${parts.join(", ")} (${turns} turns)\n`;
  const kinds = kindsOf(runs.filter(({ verdict }) => verdict !== "pass"));
  const shown = kinds.slice(0, MOST_KINDS).map(({ example, times }) => {
    const also = times === 1 ? "" : `, and ${times - 1} like it`;
    return `      at ${stepWords(example, placeOf)}: ${plainLine(example.why ?? "")}\n      session ${example.session}${also}\n`;
  });
  const more = kinds.length > MOST_KINDS ? `      and ${kinds.length - MOST_KINDS} other kinds\n` : "";
  return head + shown.join("") + more;
}

function of(runs: readonly RunResult[], verdict: RunResult["verdict"]): number {
  return runs.filter((one) => one.verdict === verdict).length;
}

/** Runs by scenario, step and how they ended. */
function kindsOf(runs: readonly RunResult[]): readonly { readonly example: RunResult; readonly times: number }[] {
  const kinds = new Map<string, { example: RunResult; times: number }>();
  for (const run of runs) {
    // Ids, numbers and quoted answers differ from run to run.
    const why = (run.why ?? "").replaceAll(
      /"(?:[^"\\]|\\.)*"|sha256:\w+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|exch_\w+|\d[\w.]*/g,
      "",
    );
    const key = `${run.scenario} ${run.verdict} ${JSON.stringify(run.step?.path ?? "")} ${why}`;
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { example: run, times: 1 });
    else kind.times++;
  }
  return [...kinds.values()];
}
