import { existsSync } from "node:fs";
import { renderFigures } from "./gateway/report.ts";
import { benchGateways } from "./gateway/run.ts";
import { benchIngest, renderIngest } from "./ingest/run.ts";
import { benchQueries, renderQueries } from "./query/run.ts";
import type { Measured } from "./store/scratch-store.ts";

const USAGE = `Usage: npm run bench -- gateway [--rounds N] [--json]
       npm run bench -- ingest [--rows N] [--json]
       npm run bench -- query [--rows N] [--figures N] [--times N] [--json]

  gateway      CPU a request: a bare Bun proxy, Bellwether, Portkey's gateway
  ingest       CPU to store a record, in blocks of several sizes
  query        How long questions take
  --rounds N   Rounds that count (default 5, at most 50)
  --rows N     Records that are stored (default 200000; query 1000000, at most 20000000)
  --figures N  Exchanges whose figures are asked beside (default: as many as rows; at most 200000000)
  --times N    How often each question is asked (default 9, at most 99)
  --json       Print the result as JSON alone
`;

const [what = "", ...flags] = process.argv.slice(2);
const json = flags.includes("--json");
const say = (line: string): void => void process.stderr.write(`${line}\n`);

function amount(name: string, otherwise: number, most: number): number {
  const given = flags.includes(name) ? Number(flags[flags.indexOf(name) + 1]) : otherwise;
  if (!Number.isInteger(given) || given < 1 || given > most) throw new UsageError();
  return given;
}

class UsageError extends Error {}

async function run(): Promise<void> {
  switch (what) {
    case "gateway": {
      const rounds = amount("--rounds", 5, 50);
      const result = await benchGateways({ rounds, say });
      print(result, [
        `OpenAI Chat, not streamed, concurrency ${result.concurrency}, median of ${rounds} rounds`,
        "",
        renderFigures(result.figures),
        "",
        ...result.skipped,
      ]);
      return;
    }
    case "ingest": {
      const result = await benchIngest({ seed: "ingest", records: amount("--rows", 200_000, 20_000_000), say });
      print(result, ["", renderIngest(result.figures), ""]);
      return;
    }
    case "query": {
      const rows = amount("--rows", 1_000_000, 20_000_000);
      const figures = amount("--figures", rows, 200_000_000);
      const result = await benchQueries({ rows, figures, times: amount("--times", 9, 99), say });
      print(result, [`median of ${result.times}, by the clock`, "", renderQueries(result.figures), ""]);
      return;
    }
    default:
      throw new UsageError();
  }
}

function print(result: Measured, lines: readonly string[]): void {
  const { machine, versions } = result;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const where = `${machine.cores} cores, ${machine.cpu}, ${machine.platform}; ${named.join(", ")}`;
  process.stdout.write(json ? `${JSON.stringify(result, undefined, 2)}\n` : [where, ...lines].join("\n"));
}

if (!existsSync("/proc/self/schedstat")) {
  say("bench: CPU time is read from /proc, which this system does not have; run it on Linux");
  process.exitCode = 3;
} else {
  await run().catch((error: unknown) => {
    process.stderr.write(
      error instanceof UsageError ? USAGE : `bench: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 3;
  });
}
