import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { renderProblems } from "../../contract/problem.ts";
import { readText } from "../../processes/contract-files.ts";
import type { Scenario } from "../../scenario/document.ts";
import { type LoadedScenario, parseScenario } from "../../scenario/load.ts";
import { planRuns, runKey } from "../../scenario/plan.ts";
import { renderGithub } from "../../scenario/report/github.ts";
import { renderJunit } from "../../scenario/report/junit.ts";
import { renderMarkdown, renderText, verdictOf } from "../../scenario/report/text.ts";
import type { PlaceOfStep } from "../../scenario/report/step-words.ts";
import { lineOf, type ScenarioLine } from "../../scenario/result-line.ts";
import type { RunResult } from "../../scenario/run.ts";
import { type ApiClient, apiClient } from "../api-client.ts";
import { type CliContext, ConfigProblems, EXIT, guarded, usageError } from "../context.ts";
import { fileLines } from "../file-lines.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { playAll } from "../scenario-play.ts";
import { RunProgress } from "../run-progress.ts";
import { numberIn } from "../statistics-flags.ts";
import { pointAt } from "../surface-point.ts";

const REPORTERS = ["tty", "json", "junit", "github", "markdown"] as const;

interface TestFlags extends ApiFlags {
  readonly repeat?: number;
  readonly concurrency: number;
  readonly surface?: string;
  readonly reporter: (typeof REPORTERS)[number];
  readonly results?: string;
  readonly resume: boolean;
  readonly artefacts?: string;
}

const wholeIn = (low: number, high: number, flag: string) => (text: string) => {
  const value = numberIn(low, high, flag)(text);
  if (!Number.isInteger(value)) throw new Error(`${flag}: a whole number is expected`);
  return value;
};
const text = (brief: string, placeholder: string) =>
  ({ kind: "parsed", parse: String, optional: true, brief, placeholder }) as const;

/** `bellwether test`: plays scenarios against a running Bellwether. */
export const testCommand = buildCommand<TestFlags, string[], CliContext>({
  docs: {
    brief: "Play scripted sessions against a running Bellwether",
    fullDescription: `Play scenarios: scripted sessions in which hours go by in no time, contexts grow, tools fail and models change, and after each of which something has to be so. A key of kind test is made for them and ended afterwards.

Examples
  bellwether test scenarios/soak.yaml
  bellwether test scenarios/*.yaml --repeat 20 --results candidate.jsonl
  bellwether test scenarios/*.yaml --surface code-assistant@2.1.0 --reporter junit > report.xml

What --results writes, bellwether gate --from-results compares. docs/scenarios.md has the verbs.

Exit codes: 0 all passed, 1 some failed, 2 none failed and some could not be played, 3 it could not run.`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      repeat: {
        kind: "parsed",
        parse: wholeIn(1, 10_000, "--repeat"),
        optional: true,
        brief: "Runs of each scenario (default: what it says)",
        placeholder: "N",
      },
      concurrency: {
        kind: "parsed",
        parse: wholeIn(1, 64, "--concurrency"),
        default: "4",
        brief: "Runs at a time",
        placeholder: "N",
      },
      surface: text("The contract to play under", "SURFACE@VERSION"),
      reporter: { kind: "enum", values: REPORTERS, default: "tty", brief: "How results are said" },
      results: text("Write a line of JSON a run, for gate --from-results", "FILE"),
      resume: { kind: "boolean", default: false, brief: "Play only what is not in --results yet" },
      artefacts: text("Write what was said, and the exchanges, of each run that does not pass", "DIR"),
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: { brief: "Scenarios", parse: String, placeholder: "FILES" },
    },
  },
  async func(flags, ...files) {
    await guarded(this, flags.json, async () => {
      const loaded = scenariosOf(files, this.colour);
      const scenarios = loaded.map(({ scenario }) => scenario);
      const placeOf: PlaceOfStep = (name, path) =>
        loaded.find(({ scenario }) => scenario.scenario === name)?.placeOf(path) ?? name;
      const contract = contractOf(flags.surface);
      const played = await playedBefore(flags);
      const planned = planRuns(scenarios, flags.repeat, played);
      const api = apiClient(flags, this.colour);
      const results: RunResult[] = [];
      const progress = new RunProgress(this, planned.length);
      let interrupted = false;
      const interrupt = (): void => {
        interrupted = true;
      };
      process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
      if (flags.artefacts !== undefined) mkdirSync(flags.artefacts, { recursive: true });
      // Now rather than after the first run, where it cannot be written.
      if (flags.results !== undefined) appendFileSync(flags.results, "");
      await withTestKey(api, scenarios, async (key) => {
        await playAll(planned, {
          api,
          key,
          contract,
          concurrency: flags.concurrency,
          cwd: process.cwd(),
          stopped: () => interrupted,
          onTurn: () => progress.turn(),
          onRun: (result) => {
            results.push(result);
            if (flags.results !== undefined) appendFileSync(flags.results, `${JSON.stringify(lineOf(result))}\n`);
            keepArtefact(flags.artefacts, result);
            progress.run(result);
          },
        });
      });
      progress.ended();
      this.process.stdout.write(rendered(flags, results, placeOf));
      if (results.length < planned.length)
        this.process.stderr.write(
          `bellwether: interrupted: ${results.length} of ${planned.length} runs were played; --results FILE --resume goes on\n`,
        );
      else if (played.size > 0)
        this.process.stderr.write(`bellwether: ${played.size} runs had been played before and are not said again\n`);
      const verdict = verdictOf(results);
      if (verdict === "fail") return EXIT.fail;
      return verdict === "error" || results.length < planned.length ? EXIT.inconclusive : EXIT.pass;
    });
  },
});

type GoodScenario = Extract<LoadedScenario, { ok: true }>;

function scenariosOf(files: readonly string[], colour: boolean): readonly GoodScenario[] {
  const scenarios = new Map<string, GoodScenario & { readonly file: string }>();
  const broken: string[] = [];
  for (const file of files) {
    const source = readText(file);
    if (source === undefined) throw usageError(`${file}: there is no such file`);
    const loaded = parseScenario(file, source);
    if (!loaded.ok) {
      broken.push(renderProblems(loaded.problems, { source: readText, colour }));
      continue;
    }
    const { scenario } = loaded;
    const same = scenarios.get(scenario.scenario);
    if (same !== undefined)
      throw usageError(`${same.file} and ${file} both name the scenario ${scenario.scenario}: name one of them anew`);
    scenarios.set(scenario.scenario, { ...loaded, file });
  }
  if (broken.length > 0) throw new ConfigProblems(broken.join(""));
  return [...scenarios.values()];
}

function contractOf(surface: string | undefined): string | undefined {
  if (surface === undefined || pointAt(surface) !== undefined) return surface;
  throw usageError(`--surface ${surface}: SURFACE@VERSION or SURFACE@CHANNEL is expected`);
}

/** Names of the runs that a file of results has already; those that could not be played are played again. */
async function playedBefore({ results, resume }: TestFlags): Promise<ReadonlySet<string>> {
  if (resume && results === undefined) throw usageError("--resume needs --results: that is where it goes on");
  if (results === undefined || !existsSync(results)) return new Set();
  if (!resume) throw usageError(`${results} is there already: add --resume to go on with it, or name another file`);
  const played = new Set<string>();
  let number = 0;
  for await (const line of fileLines(results)) {
    number++;
    if (line.trim() === "") continue;
    const run = resultIn(line);
    if (run === undefined)
      throw usageError(`${results}:${number}: this is no line of results; mend it, or name another file`);
    if (run.value !== undefined) played.add(runKey(run.scenario ?? "", run.repeat ?? 0));
  }
  return played;
}

function resultIn(line: string): Partial<ScenarioLine> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a key for the runs, and ends it whatever comes of them. */
async function withTestKey(
  api: ApiClient,
  scenarios: readonly Scenario[],
  work: (key: string) => Promise<void>,
): Promise<void> {
  const surfaces = new Set(scenarios.map(({ surface }) => surface));
  const [surface] = surfaces.size === 1 ? surfaces : [];
  const made = (await api.call("POST", "/api/v1/keys", {
    kind: "test",
    tenant: "default",
    surface,
    trusted: false,
    name: "bellwether test",
  })) as { readonly id: string; readonly key: string };
  try {
    await work(made.key);
  } finally {
    await api.call("DELETE", `/api/v1/keys/${encodeURIComponent(made.id)}`);
  }
}

function keepArtefact(folder: string | undefined, result: RunResult): void {
  if (folder === undefined || result.verdict === "pass") return;
  writeFileSync(join(folder, `${result.scenario}-${result.repeat}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
}

function rendered({ reporter, json }: TestFlags, results: readonly RunResult[], placeOf: PlaceOfStep): string {
  if (json || reporter === "json")
    return `${JSON.stringify({ verdict: verdictOf(results), runs: results.map(lineOf) })}\n`;
  if (reporter === "junit") return renderJunit(results, placeOf);
  if (reporter === "github") return renderGithub(results, placeOf);
  return reporter === "markdown" ? renderMarkdown(results, placeOf) : renderText(results, placeOf);
}
