import { execFileSync } from "node:child_process";
import { posix, resolve } from "node:path";
import type { Contract } from "../contract/contract.ts";
import { loadContract } from "../contract/load.ts";
import type { Problem } from "../contract/problem.ts";
import { utf8Text } from "../contract/utf8-text.ts";
import { BellwetherError } from "../core/error.ts";
import { readBeside } from "./contract-files.ts";

/** A contract that was named, or everything that is wrong with it. */
export type ContractAt =
  | {
      readonly ok: true;
      readonly contract: Contract;
      /** Reads the contract's files as they were; absent where it has none. */
      readonly source?: (path: string) => string | undefined;
    }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly source: (path: string) => string | undefined;
    };

/** More than any contract or prompt has. */
const MOST_BYTES = 64 * 1024 * 1024;

/** `git:REV:PATH`. */
export const REVISION = /^git:([^:]+):(.+)$/s;

/**
 * The contract that a text names: a file, or `git:REV:PATH`, a file as a revision of the
 * repository around the working folder has it, with the prompts and schemas of that revision.
 *
 * @throws {BellwetherError} `usage` where there is no such file or revision.
 */
export function contractAt(named: string, cwd: string): ContractAt {
  const [, revision, path] = REVISION.exec(named) ?? [];
  if (revision === undefined || path === undefined)
    return loadFrom(resolve(cwd, named), readBeside(resolve(cwd, named)), named);
  return loadFrom(path, (file) => gitText(revision, file, cwd), named);
}

function loadFrom(file: string, source: (path: string) => string | undefined, named: string): ContractAt {
  if (!isThere(file, source)) throw new BellwetherError("usage", `${named} names no file that can be read`);
  const loaded = loadContract(file, source);
  return { ...loaded, source };
}

/** One that is there and cannot be read is told with all that is wrong with it. */
function isThere(file: string, source: (path: string) => string | undefined): boolean {
  try {
    return source(file) !== undefined;
  } catch {
    return true;
  }
}

/** A file of a revision, its path from the working folder on; undefined where there is none. */
export function gitText(revision: string, path: string, cwd: string): string | undefined {
  // Neither may be taken for an option; a path is inside of the repository or it is none.
  if (revision.startsWith("-")) throw new BellwetherError("usage", `${revision} is no revision`);
  const inside = posix.normalize(path);
  if (inside.startsWith("..") || posix.isAbsolute(inside)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = execFileSync("git", ["show", "--no-textconv", `${revision}:./${inside}`], {
      cwd,
      maxBuffer: MOST_BYTES,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
      throw new BellwetherError("usage", "git is not installed; name two files instead", { cause });
    return undefined;
  }
  return utf8Text(bytes);
}
