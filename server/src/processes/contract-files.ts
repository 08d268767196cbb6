import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, sep } from "node:path";
import type { Contract } from "../contract/contract.ts";
import type { FileReader } from "../contract/inline.ts";
import { loadContract } from "../contract/load.ts";
import type { Problem } from "../contract/problem.ts";
import { utf8Text } from "../contract/utf8-text.ts";

/** Contracts of a set of patterns: those that are good, and those that are not. */
export interface FoundContracts {
  readonly contracts: readonly Contract[];
  readonly broken: readonly { readonly file: string; readonly problems: readonly Problem[] }[];
}

/** Reads a file's text; undefined when there is no file that can be read. @throws {NotUtf8} */
export function readText(path: string): string | undefined {
  return isFile(path) ? utf8Text(readFileSync(path)) : undefined;
}

/**
 * Reads a contract and the files that it names, and no other: a link that leads out of the
 * contract's folder would put somebody else's file into it.
 */
export function readBeside(contract: string): FileReader {
  return (path) => {
    if (!isFile(path)) return undefined;
    // Kubernetes mounts a folder's files as links into another; there that one counts.
    const folders = [dirname(contract), dirname(realpathSync(contract))].map((folder) => realpathSync(folder) + sep);
    const real = realpathSync(path);
    if (path !== contract && !folders.some((folder) => real.startsWith(folder)))
      throw new Error("it is a link to outside of the contract's folder");
    return readText(path);
  };
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
    const result = loadContract(file, readBeside(file));
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
