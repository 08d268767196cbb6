import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Child } from "../gateway/child.ts";
import type { Cases } from "./simulations/simulations.ts";

/** How small a part of its streams a process takes at a time: the last ones should end together. */
const PARTS = 24;

/** Runs streams on all cores. */
export interface Pool {
  /** What each of so many streams came to. */
  samples<Kind extends keyof Cases>(
    kind: Kind,
    one: Cases[Kind],
    streams?: number,
  ): Promise<readonly (readonly number[])[]>;
  /** How many streams there are of each kind, where nothing else is said. */
  readonly streams: number;
}

/** Starts processes for streams, lends them, and ends them. */
export async function withPool<T>(streams: number, use: (pool: Pool) => Promise<T>): Promise<T> {
  const children = Array.from(
    { length: availableParallelism() },
    () => new Child(process.execPath, [join(import.meta.dirname, "streams-process.ts")], { cwd: import.meta.dirname }),
  );
  const free = [...children];
  const waiting: ((child: Child) => void)[] = [];
  const lend = async (): Promise<Child> => free.pop() ?? new Promise((resolve) => waiting.push(resolve));
  const giveBack = (child: Child): void => {
    const next = waiting.shift();
    if (next === undefined) free.push(child);
    else next(child);
  };
  try {
    return await use({
      streams,
      samples: async (kind, one, count = streams) => {
        const size = Math.max(1, Math.ceil(count / PARTS));
        const parts = Array.from({ length: Math.ceil(count / size) }, async (_, part) => {
          const child = await lend();
          child.write({ kind, one, from: part * size, to: Math.min(count, (part + 1) * size) });
          const found = JSON.parse(await child.line()) as readonly (readonly (number | string)[])[];
          giveBack(child);
          return found.map((numbers) => numbers.map(Number));
        });
        return (await Promise.all(parts)).flat();
      },
    });
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}
