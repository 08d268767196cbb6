import { resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { diffContracts } from "../contract/diff/diff.ts";
import { type DiffReport, type FailOn, reportOf } from "../contract/diff/report.ts";
import type { Profile } from "../contract/diff/rule.ts";
import { type ComparedSurface, diffSurfaces } from "../contract/diff/surfaces.ts";
import { parseWaivers, type Waiver, WAIVERS_FILE } from "../contract/diff/waivers/document.ts";
import { renderProblems } from "../contract/problem.ts";
import { readText } from "../processes/contract-files.ts";
import { findingPlaces, shownFile } from "../processes/diff-places.ts";
import { ConfigProblems, usageError } from "./context.ts";
import { type NamedSide, namedSides } from "./diff-sources.ts";
import { witnessed } from "./diff-witness.ts";
import type { RegistryCaller } from "./registry-caller.ts";

/** What is compared, and how. */
export interface DiffRequest {
  readonly old: string;
  readonly next: string;
  readonly profile: Profile;
  readonly failOn: FailOn;
  readonly failOnUnused: boolean;
  /** The file of waivers that the command line names. */
  readonly waivers: string | undefined;
  readonly config: Config;
  readonly cwd: string;
  readonly colour: boolean;
  /** Opened only where something registered is named, or records are asked. */
  readonly registry: () => RegistryCaller;
  /** Where witnesses are sought; undefined where they are not. */
  readonly witness: { readonly traffic: string; readonly synthetic: boolean } | undefined;
}

/**
 * Compares what was named, by the configuration's severities and waivers.
 *
 * @throws {ConfigProblems} where a contract or a waiver is wrong.
 * @throws {BellwetherError} `usage` where what was named cannot be compared.
 */
export async function diffReport(request: DiffRequest): Promise<DiffReport> {
  const { old, next, profile, failOn, failOnUnused, config, cwd, witness } = request;
  const [before, after] = await namedSides(old, next, request);
  if (before.many !== after.many)
    throw usageError(`${old} and ${next} are a folder and a contract; name two of one kind`);
  const now = Date.now();
  const { severities } = config.diff;
  const found = comparedOf(before, after, { profile, now, severities });
  const compared =
    witness === undefined ? found : await witnessed(found, { ...witness, severities, api: request.registry });
  const waivers = waiversOf(request);
  const placeOf = findingPlaces(before.contracts, after.contracts, cwd);
  return reportOf(compared, {
    many: before.many,
    waivers: waivers.list.map((one) => ({ ...one, place: { ...one.place, file: shownFile(one.place.file, cwd) } })),
    waiversFile: shownFile(waivers.file, cwd),
    profile,
    failOn,
    failOnUnused,
    now,
    placeOf: (finding, { surface }) => placeOf(finding, surface),
  });
}

function comparedOf(
  before: NamedSide,
  after: NamedSide,
  options: Parameters<typeof diffContracts>[2],
): readonly ComparedSurface[] {
  const [old, next] = [before, after].map(({ contracts }) => contracts.map(({ contract }) => contract));
  const [[first], [second]] = [old ?? [], next ?? []];
  // Two contracts are compared whatever they are called; of two folders, those of one surface.
  if (before.many || first === undefined || second === undefined) {
    if (first === undefined && second === undefined) throw usageError("neither folder has a contract");
    return diffSurfaces(old ?? [], next ?? [], options);
  }
  const findings = diffContracts(first, second, options);
  return [{ surface: second.surface, before: first, after: second, findings }];
}

/** The waivers that hold here: of the file that is named, else of the usual one, if it is there. */
function waiversOf({ waivers, config, cwd, colour }: DiffRequest): {
  readonly file: string;
  readonly list: readonly Waiver[];
} {
  const chosen = waivers === undefined ? config.waivers : resolve(cwd, waivers);
  const file = chosen ?? resolve(config.root, WAIVERS_FILE);
  const text = readText(file);
  if (text === undefined) {
    if (chosen !== undefined) throw usageError(`there is no file of waivers ${shownFile(file, cwd)}`);
    return { file, list: [] };
  }
  const read = parseWaivers(shownFile(file, cwd), text);
  if (read.ok) return { file, list: read.waivers };
  throw new ConfigProblems(renderProblems(read.problems, { source: () => text, colour }));
}
