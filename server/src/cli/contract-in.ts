import { resolve } from "node:path";
import type { Contract } from "../contract/contract.ts";
import { loadContract } from "../contract/load.ts";
import { renderProblems } from "../contract/problem.ts";
import { readBeside, readText } from "../processes/contract-files.ts";
import { ConfigProblems } from "./context.ts";

/** The contract in a file. @throws {ConfigProblems} everything that is wrong with it. */
export function contractIn(file: string, colour: boolean): Contract {
  const path = resolve(file);
  const loaded = loadContract(path, readBeside(path));
  if (loaded.ok) return loaded.contract;
  throw new ConfigProblems(renderProblems(loaded.problems, { source: readText, colour }));
}
