import { randomUUID } from "node:crypto";
import { inheritedEnvironment } from "../config/load.ts";
import { askOver, type ScenarioGateway } from "../adapters/http/scenario-gateway.ts";
import { ScenarioRecords } from "../adapters/http/scenario-records.ts";
import { startProductRelay } from "../adapters/http/product-relay.ts";
import { productProgram } from "../adapters/program/product-program.ts";
import { anthropic } from "../scenario/client/anthropic.ts";
import { openai } from "../scenario/client/openai.ts";
import { PlainClient } from "../scenario/client/plain-client.ts";
import { Line } from "../scenario/line.ts";
import type { PlannedRun } from "../scenario/plan.ts";
import type { Records } from "../scenario/records.ts";
import { runScenario, type RunResult } from "../scenario/run.ts";
import type { ApiClient } from "./api-client.ts";

/** Where runs are played, and who hears of them. */
export interface PlayOptions {
  readonly api: ApiClient;
  /** A key of kind `test`. */
  readonly key: string;
  /** `surface@version` that is asked for instead of what the key stands for. */
  readonly contract: string | undefined;
  readonly concurrency: number;
  readonly cwd: string;
  readonly onTurn: () => void;
  readonly onRun: (result: RunResult, run: PlannedRun) => void;
  /** Whether no more runs are begun. */
  readonly stopped: () => boolean;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const MINUTE = 60_000;

/** Plays runs, so many at a time, each in a session of its own. */
export async function playAll(planned: readonly PlannedRun[], options: PlayOptions): Promise<void> {
  const waiting = [...planned];
  const records = new ScenarioRecords({ read: (path) => options.api.call("GET", path), sleep });
  const worker = async (): Promise<void> => {
    for (let run = waiting.shift(); run !== undefined && !options.stopped(); run = waiting.shift())
      options.onRun(await playOne(run, records, options), run);
  };
  await Promise.all(Array.from({ length: Math.min(options.concurrency, planned.length) }, worker));
}

async function playOne({ scenario, repeat }: PlannedRun, records: Records, options: PlayOptions): Promise<RunResult> {
  const { api, key, contract, cwd, onTurn } = options;
  const line = new Line(randomUUID(), scenario.clock === "real" ? undefined : Date.now(), contract ?? scenario.surface);
  const patience = scenario.limits.minutes * MINUTE;
  const gateway: ScenarioGateway = { url: api.url, key, headers: scenario.headers, patience };
  const common = { line, records, repeat, onTurn };
  if (scenario.product === undefined) {
    const dialect = scenario.format === "openai" ? openai : anthropic;
    const product = new PlainClient(dialect, askOver(line, gateway), scenario.request, scenario.system);
    return runScenario(scenario, { ...common, product });
  }
  const relay = startProductRelay(line, gateway);
  try {
    const product = productProgram({
      command: scenario.product.command,
      later: scenario.product.later,
      line,
      cwd,
      env: { ...inheritedEnvironment(), ...addressesOf(relay.url, line.session) },
      patience,
    });
    return await runScenario(scenario, { ...common, product });
  } finally {
    await relay.stop();
  }
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
