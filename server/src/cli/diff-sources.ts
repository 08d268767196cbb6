import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readRegistered } from "../contract/registered.ts";
import { renderProblems } from "../contract/problem.ts";
import { contractsAt, type SourcedContract } from "../processes/contract-sets.ts";
import { REVISION } from "../processes/contract-at.ts";
import { isAbsentAt } from "../processes/git-folders.ts";
import { ConfigProblems } from "./context.ts";
import type { RegistryCaller } from "./registry-caller.ts";
import { pointAt } from "./surface-point.ts";

/** What a side of a diff names. */
export interface NamedSide {
  /** Whether a folder was named. */
  readonly many: boolean;
  readonly contracts: readonly SourcedContract[];
}

/** What both sides of a diff need. */
export interface SideContext {
  readonly cwd: string;
  readonly colour: boolean;
  /** Opened only where something registered is named. */
  readonly registry: () => RegistryCaller;
}

/**
 * Both sides of a diff. A folder that a revision does not have yet has no contracts: what stands
 * there now is all new.
 *
 * @throws {ConfigProblems} everything that is wrong with a contract.
 * @throws {BellwetherError} where there is nothing of a name.
 */
export async function namedSides(
  old: string,
  next: string,
  context: SideContext,
): Promise<readonly [before: NamedSide, after: NamedSide]> {
  const after = await namedSide(next, context);
  const [, revision, path] = REVISION.exec(old) ?? [];
  if (after.many && revision !== undefined && path !== undefined && isAbsentAt(revision, path, context.cwd))
    return [{ many: true, contracts: [] }, after];
  return [await namedSide(old, context), after];
}

/**
 * The contracts that one side of a diff names: files and folders, of a revision too, and registered
 * versions by their number or channel.
 *
 * @throws {ConfigProblems} everything that is wrong with a contract.
 * @throws {BellwetherError} where there is nothing of this name.
 */
async function namedSide(name: string, { cwd, colour, registry }: SideContext): Promise<NamedSide> {
  const point = existsSync(resolve(cwd, name)) ? undefined : pointAt(name);
  if (point !== undefined) {
    const shown = (await registry().call("GET", `/api/v1/contracts/${point.path}`)) as {
      digest: string;
      document: unknown;
    };
    return { many: false, contracts: [{ contract: readRegistered(shown, "registry") }] };
  }
  const found = contractsAt(name, cwd);
  if (found.ok) return found;
  throw new ConfigProblems(renderProblems(found.problems, { source: found.source, colour }));
}
