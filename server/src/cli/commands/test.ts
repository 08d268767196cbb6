import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { buildCommand } from "@stricli/core";
import { untilKnown } from "../../adapters/http/scenario-gateway.ts";
import type { Interaction } from "../../scenario/cassette/cassette.ts";
import { type Scenario, surfacesOf } from "../../scenario/document.ts";
import { planRuns, runKey } from "../../scenario/plan.ts";
import { renderGithub } from "../../scenario/report/github.ts";
import { renderJunit } from "../../scenario/report/junit.ts";
import { renderMarkdown, renderText, verdictOf } from "../../scenario/report/text.ts";
import type { PlaceOfStep } from "../../scenario/report/step-words.ts";
import { lineOf } from "../../scenario/result-line.ts";
import type { RunResult } from "../../scenario/run.ts";
import { type ApiClient, apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { cassetteIn, type Deck, recordingDeck, replayingDeck } from "../cassette.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";
import { goodScenarios } from "../scenario-files.ts";
import { playAll } from "../scenario-play.ts";
import { digestOfRun, isOfSystem, ResultsFile } from "../results-file.ts";
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
  readonly record?: string;
  readonly replay?: string;
  readonly mostUsd?: number;
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
  bellwether test scenarios/*.yaml --replay recorded.jsonl
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
      record: text("Write down what providers answer, to be played again", "CASSETTE"),
      replay: text("Play what a cassette has, without the provider", "CASSETTE"),
      mostUsd: {
        kind: "parsed",
        parse: numberIn(0, 1e9, "--most-usd"),
        optional: true,
        brief: "US dollars that all runs together may cost",
        placeholder: "USD",
      },
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
      const loaded = goodScenarios(files, this.colour);
      const scenarios = loaded.map(({ scenario }) => scenario);
      const placeOf: PlaceOfStep = (name, path) =>
        loaded.find(({ scenario }) => scenario.scenario === name)?.placeOf(path) ?? name;
      const contract = contractOf(flags.surface);
      if (flags.resume && flags.results === undefined)
        throw usageError("--resume needs --results: that is where it goes on");
      const digests = new Map(scenarios.map((one) => [one.scenario, digestOfRun(one, contract)]));
      const file = flags.results === undefined ? undefined : new ResultsFile(flags.results, flags.resume, digests);
      const artefacts = artefactsIn(flags.artefacts);
      const before = (file?.before ?? []).filter(({ scenario }) => digests.has(scenario));
      const planned = planRuns(scenarios, flags.repeat, new Set(before.map((run) => runKey(run.scenario, run.repeat))));
      if (flags.record !== undefined && flags.replay !== undefined)
        throw usageError(
          "--record and --replay: what is played from a cassette is there already; leave one of them out",
        );
      const recorded = flags.replay === undefined ? undefined : cassetteIn(flags.replay);
      const api = apiClient(flags, this.colour);
      const results: RunResult[] = [...before];
      const progress = new RunProgress(this, planned.length, () => performance.now());
      let usd = 0;
      let interrupted = false;
      const interrupt = (): void => {
        interrupted = true;
      };
      // A terminal's Ctrl-C comes twice, from the terminal and from whoever started this.
      process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
      const play = async (key: string, deck: Deck | undefined): Promise<void> => {
        usd = await playAll(planned, {
          api,
          key,
          contract,
          concurrency: flags.concurrency,
          cwd: process.cwd(),
          tapeOf: deck?.tapeOf,
          replayed: recorded !== undefined,
          onCost: progress.shown ? (spent) => progress.spent(spent) : undefined,
          mostUsd: flags.mostUsd,
          stopped: () => interrupted,
          onTurn: () => progress.turn(),
          onRun: (result) => {
            results.push(result);
            file?.append(result);
            artefacts(result);
            progress.run(result);
          },
        });
      };
      const say = (text: string): unknown => this.process.stderr.write(text);
      if (planned.length > 0)
        await withTestKey(api, scenarios, say, async (key) => {
          const deck = await deckOf(flags.record, recorded, api);
          try {
            await play(key, deck);
          } finally {
            await deck?.eject().catch((error: unknown) => say(`bellwether: ${wordsOf(error)}\n`));
          }
        });
      progress.ended();
      this.process.stdout.write(rendered(flags, results, placeOf));
      const left = planned.length + before.length - results.length;
      const why =
        flags.mostUsd !== undefined && usd >= flags.mostUsd
          ? `--most-usd is reached: ${usd.toFixed(4)} of ${flags.mostUsd} US dollars were spent`
          : "interrupted";
      if (left > 0)
        say(`bellwether: ${why}: ${left} of ${planned.length} runs were not played; --results FILE --resume goes on\n`);
      else if (before.length > 0)
        this.process.stderr.write(`bellwether: ${before.length} of these runs had been played before\n`);
      const verdict = verdictOf(results);
      if (verdict === "fail") return EXIT.fail;
      return verdict === "error" || left > 0 ? EXIT.inconclusive : EXIT.pass;
    });
  },
});

function contractOf(surface: string | undefined): string | undefined {
  if (surface === undefined || pointAt(surface) !== undefined) return surface;
  throw usageError(`--surface ${surface}: SURFACE@VERSION or SURFACE@CHANNEL is expected`);
}

/** Makes a key for the runs, and ends it whatever comes of them. */
async function withTestKey(
  api: ApiClient,
  scenarios: readonly Scenario[],
  say: (text: string) => unknown,
  work: (key: string) => Promise<void>,
): Promise<void> {
  const surfaces = new Set(scenarios.flatMap(surfacesOf));
  const [surface] = surfaces.size === 1 ? surfaces : [];
  const made = (await api.call("POST", "/api/v1/keys", {
    kind: "test",
    tenant: "default",
    surface,
    trusted: false,
    name: "bellwether test",
  })) as { readonly id: string; readonly key: string };
  try {
    await untilKnown({ url: api.url, key: made.key }, sleep);
    await work(made.key);
  } finally {
    // What was played counts, whether or not this can be done now.
    await api.call("DELETE", `/api/v1/keys/${encodeURIComponent(made.id)}`).catch((error: unknown) => {
      say(`bellwether: the key ${made.id} could not be ended: ${wordsOf(error)}; bellwether key revoke ${made.id}\n`);
    });
  }
}

async function deckOf(
  record: string | undefined,
  recorded: readonly Interaction[] | undefined,
  api: ApiClient,
): Promise<Deck | undefined> {
  if (recorded !== undefined) return replayingDeck(recorded, api);
  return record === undefined ? undefined : recordingDeck(record);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Keeps runs that did not pass in a folder. @throws {BellwetherError} `usage` where there can be none. */
function artefactsIn(folder: string | undefined): (result: RunResult) => void {
  if (folder === undefined) return () => undefined;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    throw usageError(`--artefacts ${folder}: ${error.message}`);
  }
  return (result) => {
    if (result.verdict === "pass") return;
    writeFileSync(
      join(folder, `${result.scenario}-${result.repeat}.json`),
      `${JSON.stringify(result, undefined, 2)}\n`,
    );
  };
}

function rendered({ reporter, json }: TestFlags, results: readonly RunResult[], placeOf: PlaceOfStep): string {
  if (json || reporter === "json")
    return `${JSON.stringify({ verdict: verdictOf(results), runs: results.map(lineOf) })}\n`;
  if (reporter === "junit") return renderJunit(results, placeOf);
  if (reporter === "github") return renderGithub(results, placeOf);
  return reporter === "markdown" ? renderMarkdown(results, placeOf) : renderText(results, placeOf);
}
