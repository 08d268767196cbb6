import { readdirSync, statSync } from "node:fs";
import { join, posix, resolve, sep } from "node:path";
import type { Contract } from "../contract/contract.ts";
import { loadContract } from "../contract/load.ts";
import { isMapping } from "../contract/merge.ts";
import type { Problem } from "../contract/problem.ts";
import { parseSource } from "../contract/source.ts";
import { compareVersions } from "../contract/version-order.ts";
import { BellwetherError } from "../core/error.ts";
import { contractAt, gitText, REVISION } from "./contract-at.ts";
import { readBeside, readText } from "./contract-files.ts";
import { gitFolder } from "./git-folders.ts";

type Source = (path: string) => string | undefined;

/** A contract, and what reads its files as they were; nothing where it has none. */
export interface SourcedContract {
  readonly contract: Contract;
  readonly source?: Source;
}

/** One contract, or those of a folder; or everything that is wrong with them. */
export type ContractsAt =
  | {
      readonly ok: true;
      /** Whether a folder was named. */
      readonly many: boolean;
      /** One of each surface. */
      readonly contracts: readonly SourcedContract[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly source: Source };

/**
 * The contracts that a text names: a folder of files or `git:REV:FOLDER`, else what `contractAt`
 * takes. Of several versions of a surface in a folder it is the highest.
 *
 * @throws {BellwetherError} `usage` where there is nothing of this name, or a version twice.
 */
export function contractsAt(named: string, cwd: string): ContractsAt {
  const [, revision, path] = REVISION.exec(named) ?? [];
  if (revision !== undefined && path !== undefined) {
    const files = gitFolder(revision, path, cwd);
    const below = posix.relative(".", path).length;
    const shown = files?.filter((file) => !APART.test(file.slice(below)));
    const source: Source = (file) => gitText(revision, file, cwd);
    if (shown !== undefined) return loadAll(shown, source, () => source);
  } else if (statSync(resolve(cwd, named), { throwIfNoEntry: false })?.isDirectory() === true) {
    const root = resolve(cwd, named);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => file.split(sep).join("/"));
    return loadAll(
      files.filter((file) => !APART.test(file)).map((file) => join(root, file)),
      readText,
      readBeside,
    );
  }
  const found = contractAt(named, cwd);
  if (!found.ok) return found;
  const { contract, source } = found;
  return { ok: true, many: false, contracts: [{ contract, ...(source === undefined ? {} : { source }) }] };
}

/** What lies in hidden folders and in packages is nobody's own contract. */
const APART = /(?:^|\/)(?:\.[^/]+|node_modules)\//;

const CONTRACT_FILE = /\.(?:ya?ml|json)$/i;

/** @param sourceOf what reads a contract and the files that it names. */
function loadAll(files: readonly string[], source: Source, sourceOf: (file: string) => Source): ContractsAt {
  const problems: Problem[] = [];
  const contracts: Contract[] = [];
  for (const file of files.filter((name) => CONTRACT_FILE.test(name)).sort()) {
    if (!isMeantAsContract(file, source)) continue;
    const loaded = loadContract(file, sourceOf(file));
    if (loaded.ok) contracts.push(loaded.contract);
    else problems.push(...loaded.problems);
  }
  if (problems.length > 0) return { ok: false, problems, source };
  return { ok: true, many: true, contracts: highest(contracts).map((contract) => ({ contract, source })) };
}

/** Where a text cannot be read, a line that begins as contracts do. */
const BEGINNING = /^\s{0,2}["']?(?:bellwether|surface)["']?\s*:/m;

/** Whether a file is a contract, though perhaps a broken one; a folder may hold schemas and scenarios too. */
function isMeantAsContract(file: string, source: Source): boolean {
  let text: string;
  try {
    text = source(file) ?? "";
  } catch {
    // What cannot be read may be one.
    return true;
  }
  const { value, whole } = parseSource(file, text);
  if (!whole) return BEGINNING.test(text);
  return (
    isMapping(value) &&
    (Object.hasOwn(value, "bellwether") || ["surface", "mode"].every((key) => Object.hasOwn(value, key)))
  );
}

function highest(contracts: readonly Contract[]): readonly Contract[] {
  const best = new Map<string, Contract>();
  for (const contract of contracts) {
    const { surface, version, digest } = contract;
    const known = contracts.find((one) => one.surface === surface && one.version === version && one.digest !== digest);
    if (known !== undefined)
      throw new BellwetherError(
        "usage",
        `${surface}@${version} stands in two files that differ: ${known.file} and ${contract.file}`,
      );
    const other = best.get(surface);
    if (other === undefined || compareVersions(version, other.version) > 0) best.set(surface, contract);
  }
  return [...best.values()];
}
