import { cpuMicroseconds } from "../gateway/child.ts";
import { median } from "../gateway/report.ts";
import { inTurns, onStage } from "../gateway/stage.ts";
import type { Subject } from "../gateway/subjects.ts";
import type { StreamResult } from "./stream-load-process.ts";

/** One line of the result. */
export interface StreamFigure {
  readonly subject: string;
  /** Microseconds of CPU a chunk, median over the rounds, and the lowest and highest round. */
  readonly cpu_us: number;
  readonly cpu_us_low: number;
  readonly cpu_us_high: number;
  /** Median over the rounds of the ratio to the bare pass-through in the same round. */
  readonly ratio: number;
  /** Pieces that reached the client, as a share of those that were written. */
  readonly pieces: number;
}

/** Events of one stream. */
export const CHUNKS = 200;
const CONCURRENCY = 16;
const STREAMS = 160;
const WARM = 320;

/** Measures what an event of a stream costs, in rounds, and ends what it started. */
export function benchStreaming(rounds: number, say: (line: string) => void): Promise<readonly StreamFigure[]> {
  const cast = {
    upstream: "../streaming/sse-upstream-process.ts",
    upstreamArgs: [String(CHUNKS)],
    load: "../streaming/stream-load-process.ts",
  };
  return onStage(cast, async ({ subjects, load }) => {
    const run = async ({ url, headers }: Subject, streams: number): Promise<number> => {
      load.write({ url, headers, streams, concurrency: CONCURRENCY });
      const { ended, pieces, failure } = JSON.parse(await load.line()) as StreamResult;
      if (failure !== null || ended !== streams) throw new Error(`${url} ended ${ended} of ${streams}: ${failure}`);
      return pieces / (streams * (CHUNKS + 1));
    };
    const seen = new Map(subjects.map(({ name }) => [name, { cpu: [] as number[], pieces: [] as number[] }]));
    for (const subject of subjects) await run(subject, WARM);
    say("warmed up");
    for (let round = 0; round < rounds; round++) {
      for (const subject of inTurns(subjects, round)) {
        const before = cpuMicroseconds(subject.pid);
        const pieces = await run(subject, STREAMS);
        const found = seen.get(subject.name)!;
        found.cpu.push((cpuMicroseconds(subject.pid) - before) / (STREAMS * CHUNKS));
        found.pieces.push(pieces);
      }
      say(`round ${round + 1} of ${rounds}`);
    }
    const bare = seen.get(subjects[0].name)!.cpu;
    return [...seen].map(([subject, { cpu, pieces }]) => ({
      subject,
      cpu_us: rounded(median(cpu)),
      cpu_us_low: rounded(Math.min(...cpu)),
      cpu_us_high: rounded(Math.max(...cpu)),
      ratio: rounded(median(cpu.map((one, round) => one / bare[round]!))),
      pieces: rounded(median(pieces)),
    }));
  });
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
