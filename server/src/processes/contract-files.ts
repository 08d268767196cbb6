import { readFileSync, statSync } from "node:fs";
import type { Contract } from "../contract/contract.ts";
import { loadContract } from "../contract/load.ts";
import type { Problem } from "../contract/problem.ts";

/** Contracts of a set of patterns: those that are good, and those that are not. */
export interface FoundContracts {
  readonly contracts: readonly Contract[];
  readonly broken: readonly { readonly file: string; readonly problems: readonly Problem[] }[];
}

/** Reads a file's text; undefined when there is no file that can be read. */
export function readText(path: string): string | undefined {
  return isFile(path) ? readFileSync(path, "utf8") : undefined;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Loads every contract that the patterns name. */
export function findContracts(patterns: readonly string[]): FoundContracts {
  const files = [...new Set(patterns.flatMap(expand))].sort();
  const contracts: Contract[] = [];
  const broken: { file: string; problems: readonly Problem[] }[] = [];
  for (const file of files) {
    const result = loadContract(file, readText);
    if (result.ok) contracts.push(result.contract);
    else broken.push({ file, problems: result.problems });
  }
  return { contracts, broken };
}

function expand(pattern: string): string[] {
  if (!/[*?[{]/.test(pattern)) return [pattern];
  // A link to a file is a file to whoever wrote the pattern: Kubernetes mounts a ConfigMap's files as links.
  const found = new Bun.Glob(pattern.slice(1)).scanSync({ cwd: "/", absolute: true, onlyFiles: false });
  return [...found].filter(isFile);
}
