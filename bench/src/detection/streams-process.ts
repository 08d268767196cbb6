import { createInterface } from "node:readline";
import { runTask, type Task } from "./simulations/simulations.ts";

/** Runs streams for the benchmark beside it: a task a line comes in, what its streams came to goes out. */
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(runTask(JSON.parse(line) as Task).map((one) => one.map(written)))}\n`);
}

/** JSON has no word for these two. */
function written(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}
