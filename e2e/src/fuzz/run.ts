import { writeSync } from "node:fs";
import * as fc from "fast-check";
import { KINDS } from "./kinds.ts";

const BLOCK = 2_000;

const flag = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};

/** Bytes that live after everything that can go has gone. */
function heap(): number {
  Bun.gc(true);
  return process.memoryUsage().heapUsed;
}

/** Growth of the heap over the second half of a run above which something leaks, in bytes. */
const LEAK = 32 * 1024 * 1024;

const inputs = Number(flag("inputs", "20000"));
const seed = Number(flag("seed", String(Date.now() % 1e9)));
const only = flag("kind", "");
const path = flag("path", "");
const isWanted = ({ name }: { readonly name: string }): boolean => only === "" || name === only;
const total = KINDS.reduce((sum, { share }) => sum + share, 0);
let failed = 0;
let ran = 0;
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};
if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed) || (only !== "" && !KINDS.some(isWanted))) {
  say(
    `fuzz: --inputs takes a number from 1 on, --seed a whole number, --kind one of ${KINDS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(3);
}
say(`fuzz: ${inputs} inputs, seed ${seed}`);
for (const { name, share, property } of KINDS.filter(isWanted)) {
  const runs = path !== "" ? 1 : Math.max(1, Math.round(only === "" ? (inputs * share) / total : inputs));
  const startedAt = performance.now();
  let findings = 0;
  let done = 0;
  let checked = 0;
  let half = 0;
  for (let block = 0; done < runs; block++) {
    if (half === 0 && done >= runs / 2) half = heap();
    const numRuns = Math.min(BLOCK, runs - done);
    const blockSeed = path === "" ? seed + block : seed;
    const result = await fc.check(property(), {
      numRuns,
      seed: blockSeed,
      endOnFailure: true,
      ...(path === "" ? {} : { path }),
    });
    done += numRuns;
    // A block ends at its first finding.
    checked += result.numRuns;
    if (!result.failed) continue;
    findings++;
    say(`FOUND ${name}: --kind '${name}' --seed ${result.seed} --path ${result.counterexamplePath ?? ""}`);
    say(`  ${Bun.inspect(result.counterexample, { depth: 6 }).slice(0, 1500)}`);
    say(
      `  ${String(result.errorInstance instanceof Error ? result.errorInstance.stack : result.errorInstance).slice(0, 1500)}`,
    );
    if (findings >= 5) break;
  }
  const grown = half === 0 ? 0 : heap() - half;
  if (grown > LEAK) {
    findings++;
    say(`FOUND ${name}: the heap grew by ${Math.round(grown / 1024)} KiB over the second half`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${name.padEnd(16)} ${String(checked).padStart(8)} inputs ${seconds.toFixed(1).padStart(7)} s  heap ${grown >= 0 ? "+" : ""}${Math.round(grown / 1024)} KiB  findings ${findings}`,
  );
  failed += findings;
  ran += checked;
}
say(`fuzz: ${ran} inputs, ${failed} findings`);
process.exit(failed === 0 ? 0 : 1);
