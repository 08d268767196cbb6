import { median } from "../gateway/report.ts";
import { inTurns, onStage } from "../gateway/stage.ts";
import type { Subject } from "../gateway/subjects.ts";
import type { PacedResult } from "./paced-load-process.ts";

/** One line of the result; milliseconds, medians over the rounds. */
export interface LatencyFigure {
  readonly subject: string;
  readonly median_ms: number;
  readonly p99_ms: number;
  /** The median of a round less that of the bare proxy in the same round. */
  readonly added_median_ms: number;
}

/** Requests a second. */
export const RATE = 500;
const REQUESTS = 2_500;
const WARM = 10_000;

/** Measures what a client waits at a steady pace, in rounds, and ends what it started. */
export function benchLatency(rounds: number, say: (line: string) => void): Promise<readonly LatencyFigure[]> {
  const cast = { upstream: "upstream-process.ts", load: "../latency/paced-load-process.ts" };
  return onStage(cast, async ({ subjects, load }) => {
    const run = async ({ url, headers }: Subject, requests: number, times: boolean): Promise<readonly number[]> => {
      load.write({ url, headers, rate: RATE, requests, times });
      const { failure, ms } = JSON.parse(await load.line()) as PacedResult;
      if (failure !== null) throw new Error(`${url}: ${failure}`);
      return ms;
    };
    for (const subject of subjects) await run(subject, WARM, false);
    say("warmed up");
    const seen = new Map(subjects.map(({ name }) => [name, { medians: [] as number[], high: [] as number[] }]));
    for (let round = 0; round < rounds; round++) {
      for (const subject of inTurns(subjects, round)) {
        const ms = [...(await run(subject, REQUESTS, true))].sort((a, b) => a - b);
        const found = seen.get(subject.name)!;
        found.medians.push(median(ms));
        found.high.push(ms[Math.floor(ms.length * 0.99)] ?? Number.NaN);
      }
      say(`round ${round + 1} of ${rounds}`);
    }
    const bare = seen.get(subjects[0].name)!.medians;
    return [...seen].map(([subject, { medians, high }]) => ({
      subject,
      median_ms: rounded(median(medians)),
      p99_ms: rounded(median(high)),
      added_median_ms: rounded(median(medians.map((one, round) => one - bare[round]!))),
    }));
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
