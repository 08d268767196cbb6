import { type Measured, thisMachine } from "../machine.ts";
import type { BodyKind } from "./bodies.ts";
import { type Child, cpuMicroseconds } from "./child.ts";
import type { LoadOrder, LoadResult } from "./load-process.ts";
import { type Figure, figures, type Sample } from "./report.ts";
import { inTurns, onStage } from "./stage.ts";
import { startPeers } from "./peers/peers.ts";
import { recordingProxy, type Subject } from "./subjects.ts";

/** How much is measured. */
export interface BenchOptions {
  readonly rounds: number;
  /** Called with what is going on. */
  readonly say: (line: string) => void;
}

/** What the benchmark found, and where. */
export interface BenchResult extends Measured {
  readonly rounds: number;
  readonly concurrency: number;
  readonly figures: readonly Figure[];
  readonly skipped: readonly string[];
}

/** Requests that are under way at a time: enough for a group commit to have a group. */
const CONCURRENCY = 32;
/**
 * Requests for a subject with a share of 1: once at the start, before each run, and in it. As many go before as are
 * counted: after requests of another kind the compilers do much of what they had done once more.
 */
const PLAN: readonly { kind: BodyKind; first: number; warm: number; measured: number }[] = [
  { kind: "0.6 KB", first: 30_000, warm: 3_000, measured: 3_000 },
  { kind: "77 KB", first: 1_000, warm: 240, measured: 240 },
  { kind: "800 KB", first: 100, warm: 64, measured: 64 },
];
/** Time in which the process beside finishes what the run left it. */
const SETTLE_MS = 300;

/** Measures every subject against one upstream, in rounds, and ends what it started. */
export function benchGateways({ rounds, say }: BenchOptions): Promise<BenchResult> {
  const cast = { upstream: "upstream-process.ts", load: "load-process.ts" };
  return onStage(cast, async ({ subjects: own, load, upstream, folder }) => {
    const recording = await recordingProxy(upstream, folder);
    const { running, skipped } = await startPeers(upstream, folder, say);
    const subjects = [...own, recording, ...running];
    try {
      const samples = await measure(subjects, load, rounds, say);
      const ordered = PLAN.flatMap(({ kind }) =>
        subjects.flatMap(({ name }) => samples.filter((one) => one.kind === kind && one.subject === name)),
      );
      return {
        ...thisMachine(),
        rounds,
        concurrency: CONCURRENCY,
        figures: figures(ordered, own[0].name),
        skipped,
      };
    } finally {
      for (const one of [recording, ...running]) await one.stop();
    }
  });
}

async function measure(
  subjects: readonly Subject[],
  load: Child,
  rounds: number,
  say: (line: string) => void,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  // Round 0 lets every compiler and cache come to rest, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const { kind, first, warm, measured } of PLAN) {
      for (const subject of inTurns(subjects, round)) {
        const name = `${subject.name}/${kind}/${round}`;
        const { url, headers, model } = subject;
        const order = { url, headers, kind, concurrency: CONCURRENCY, name, ...(model === undefined ? {} : { model }) };
        const requests = Math.ceil((round === 0 ? first : measured) * subject.share);
        await run(load, { ...order, requests: Math.max(CONCURRENCY, Math.ceil(warm * subject.share)) });
        await settle(subject);
        const [before, besideBefore] = cpuOf(subject);
        await run(load, { ...order, requests });
        const [after] = cpuOf(subject);
        await settle(subject);
        const [, besideAfter] = cpuOf(subject);
        load.write({ forget: true });
        if (round === 0) continue;
        const beside = besideBefore === undefined ? undefined : (besideAfter! - besideBefore) / requests;
        samples.push({ subject: subject.name, kind, round, cpu: (after - before) / requests, beside });
      }
    }
    say(round === 0 ? "warmed up" : `round ${round} of ${rounds}`);
  }
  return samples;
}

async function run(load: Child, order: LoadOrder): Promise<void> {
  load.write(order);
  const { failure, answered } = JSON.parse(await load.line()) as LoadResult;
  if (failure !== null || answered !== order.requests)
    throw new Error(`${order.url} answered ${answered} of ${order.requests} requests: ${failure ?? "too few"}`);
}

function cpuOf({ pid, besidePid }: Subject): [number, number | undefined] {
  return [cpuMicroseconds(pid), besidePid === undefined ? undefined : cpuMicroseconds(besidePid)];
}

async function settle({ besidePid }: Subject): Promise<void> {
  if (besidePid !== undefined) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}
