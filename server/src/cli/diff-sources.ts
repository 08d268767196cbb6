import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readRegistered } from "../contract/registered.ts";
import { renderProblems } from "../contract/problem.ts";
import { contractsAt, type SourcedContract } from "../processes/contract-sets.ts";
import { ConfigProblems } from "./context.ts";
import type { RegistryCaller } from "./registry-caller.ts";
import { pointAt } from "./surface-point.ts";

/** What a side of a diff names. */
export interface NamedSide {
  /** Whether a folder was named. */
  readonly many: boolean;
  readonly contracts: readonly SourcedContract[];
}

/**
 * The contracts that one side of a diff names: files and folders, of a revision too, and registered
 * versions by their number or channel.
 *
 * @param registry opened only where something registered is named.
 * @throws {ConfigProblems} everything that is wrong with a contract.
 * @throws {BellwetherError} where there is nothing of this name.
 */
export async function namedSide(
  name: string,
  {
    cwd,
    colour,
    registry,
  }: { readonly cwd: string; readonly colour: boolean; readonly registry: () => RegistryCaller },
): Promise<NamedSide> {
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
