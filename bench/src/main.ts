import { existsSync } from "node:fs";
import { benchGateways } from "./gateway/run.ts";
import { renderFigures } from "./gateway/report.ts";

const USAGE = `Usage: npm run bench -- gateway [--rounds N] [--json]

  gateway     CPU a request: a bare Bun proxy, Bellwether, Portkey's gateway
  --rounds N  Rounds that count (default 5, at most 50)
  --json      Print the result as JSON alone
`;

const [what, ...flags] = process.argv.slice(2);
const json = flags.includes("--json");
const rounds = flags.includes("--rounds") ? Number(flags[flags.indexOf("--rounds") + 1]) : 5;

if (what !== "gateway" || !Number.isInteger(rounds) || rounds < 1 || rounds > 50) {
  process.stderr.write(USAGE);
  process.exitCode = 3;
} else if (!existsSync("/proc/self/schedstat")) {
  process.stderr.write("bench: CPU time is read from /proc, which this system does not have; run it on Linux\n");
  process.exitCode = 3;
} else {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    const result = await benchGateways({ rounds, say });
    const { machine, versions, concurrency, skipped } = result;
    if (json) process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
    else {
      const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
      process.stdout.write(
        [
          `${machine.cores} cores, ${machine.cpu}, ${machine.platform}; ${named.join(", ")}`,
          `OpenAI Chat, not streamed, concurrency ${concurrency}, median of ${rounds} rounds`,
          "",
          renderFigures(result.figures),
          "",
          ...skipped,
        ].join("\n"),
      );
    }
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 3;
  }
}
