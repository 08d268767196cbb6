import { randomUUID } from "node:crypto";
import { inheritedEnvironment } from "../config/load.ts";
import { askOver, type ScenarioGateway } from "../adapters/http/scenario-gateway.ts";
import { ScenarioRecords } from "../adapters/http/scenario-records.ts";
import { startProductRelay } from "../adapters/http/product-relay.ts";
import { productProgram } from "../adapters/program/product-program.ts";
import { runOnce } from "../adapters/program/run-once.ts";
import { anthropic } from "../scenario/client/anthropic.ts";
import { openai } from "../scenario/client/openai.ts";
import { PlainClient } from "../scenario/client/plain-client.ts";
import type { Scenario } from "../scenario/document.ts";
import { Line } from "../scenario/line.ts";
import type { Others } from "../scenario/others.ts";
import type { Tape } from "../scenario/cassette/tape.ts";
import { type PlannedRun, runKey } from "../scenario/plan.ts";
import type { Records } from "../scenario/records.ts";
import { runScenario, type RunResult } from "../scenario/run.ts";
import type { ApiClient } from "./api-client.ts";
import { RunCosts } from "./run-costs.ts";

/** Where runs are played, and who hears of them. */
export interface PlayOptions {
  readonly api: ApiClient;
  /** A key of kind `test`. */
  readonly key: string;
  /** `surface@version` that is asked for instead of what the key stands for. */
  readonly contract: string | undefined;
  readonly concurrency: number;
  readonly cwd: string;
  /** What stands between a run and its provider, where that is not the provider alone. */
  readonly tapeOf?: ((run: string, session: string) => Tape) | undefined;
  /** Whether answers come from a cassette: then time is always played, and nobody real is asked. */
  readonly replayed: boolean;
  readonly onTurn: () => void;
  /** Told what all runs have cost by now; nothing is counted where nobody listens. */
  readonly onCost: ((usd: number) => void) | undefined;
  /** US dollars that all runs together may cost: no run is begun where they are spent. */
  readonly mostUsd: number | undefined;
  readonly onRun: (result: RunResult, run: PlannedRun) => void;
  /** Whether no more runs are begun. */
  readonly stopped: () => boolean;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const MINUTE = 60_000;

/** Plays runs, so many at a time, each in a session of its own. @returns US dollars spent, where they are counted. */
export async function playAll(planned: readonly PlannedRun[], options: PlayOptions): Promise<number> {
  const { mostUsd, onCost } = options;
  const waiting = [...planned];
  const records = new ScenarioRecords({ read: (path) => options.api.call("GET", path), sleep });
  const costs = new RunCosts(records, (usd) => onCost?.(usd));
  const onExchanges = onCost === undefined && mostUsd === undefined ? undefined : costs.add.bind(costs);
  const isOver = async (): Promise<boolean> => {
    if (mostUsd !== undefined) await costs.settled();
    return options.stopped() || (mostUsd !== undefined && costs.usd >= mostUsd);
  };
  const worker = async (): Promise<void> => {
    while (waiting.length > 0 && !(await isOver())) {
      const run = waiting.shift();
      if (run !== undefined) options.onRun(await playOne(run, { records, onExchanges }, options), run);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, planned.length) }, worker));
  if (mostUsd !== undefined) await costs.settled();
  return costs.usd;
}

/** What all runs have together. */
interface Together {
  readonly records: Records;
  readonly onExchanges: ((exchanges: readonly string[]) => void) | undefined;
}

async function playOne(
  { scenario, repeat }: PlannedRun,
  { records, onExchanges }: Together,
  options: PlayOptions,
): Promise<RunResult> {
  const { api, key, contract, cwd, onTurn, tapeOf, replayed } = options;
  const at = scenario.clock === "real" && !replayed ? undefined : Date.now();
  const line = new Line(randomUUID(), at, contract ?? scenario.surface);
  const tape = tapeOf?.(runKey(scenario.scenario, repeat), line.session);
  const patience = scenario.limits.minutes * MINUTE;
  const gateway: ScenarioGateway = {
    url: api.url,
    key,
    headers: scenario.headers,
    patience,
    ...(tape === undefined ? {} : { tape }),
  };
  const others = speakersOf(scenario, gateway, cwd);
  const product = others.speaker(line, { system: scenario.system, request: scenario.request });
  const heard = { onTurn, ...(onExchanges === undefined ? {} : { onExchanges }) };
  return runScenario(scenario, { line, records, others, product, repeat, ...heard });
}

/** Whoever speaks in runs of a scenario. */
function speakersOf(scenario: Scenario, gateway: ScenarioGateway, cwd: string): Others {
  const dialect = scenario.format === "openai" ? openai : anthropic;
  const { product } = scenario;
  const { patience } = gateway;
  const client: Others["client"] = (line, { request, system }, hungUp) =>
    new PlainClient(dialect, askOver(line, gateway, hungUp), request, system);
  return {
    client,
    speaker(line, asking) {
      if (product === undefined) return client(line, asking);
      const relay = startProductRelay(line, gateway);
      const program = productProgram({
        command: product.command,
        later: product.later,
        line,
        cwd,
        env: environmentOf(relay.url, line.session),
        patience,
      });
      return {
        turn: (said) => program.turn(said),
        restart: () => program.restart(),
        async end() {
          await program.end();
          await relay.stop();
        },
      };
    },
    async run(command, input, line) {
      const relay = line === undefined ? undefined : startProductRelay(line, gateway);
      try {
        const env = relay === undefined ? inheritedEnvironment() : environmentOf(relay.url, line?.session ?? "");
        const reply = await runOnce({ command, cwd, env, patience, input });
        return reply.kind === "answered" ? { ...reply, text: reply.text.replace(/(?:\r?\n)+$/, "") } : reply;
      } finally {
        await relay?.stop();
      }
    },
  };
}

/** A program's environment: its own, and where its model is. */
function environmentOf(url: string, session: string): Readonly<Record<string, string | undefined>> {
  return { ...inheritedEnvironment(), ...addressesOf(url, session) };
}

/** Where the clients that products are made of look for an address and a key. */
function addressesOf(url: string, session: string): Readonly<Record<string, string>> {
  return {
    BELLWETHER_SESSION: session,
    BELLWETHER_RELAY: url,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_API_KEY: "bellwether-test",
    OPENAI_BASE_URL: `${url}/v1`,
    OPENAI_API_KEY: "bellwether-test",
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_API_KEY: "bellwether-test",
  };
}
