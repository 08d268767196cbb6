import { isAbsolute, relative, resolve, sep } from "node:path";
import type { WeighedFinding } from "../contract/diff/waivers/apply.ts";
import { type Place, placesIn, type Sought } from "../contract/places.ts";
import type { SourcedContract } from "./contract-sets.ts";

/** A file as people see it from the working folder; one outside of it by its whole path. */
export function shownFile(file: string, cwd: string): string {
  const path = relative(cwd, resolve(cwd, file));
  const isOutside = path === "" || isAbsolute(path) || path.startsWith("..");
  return (isOutside ? resolve(cwd, file) : path).split(sep).join("/");
}

/**
 * Finds findings in the files of the newer contracts; what says that a surface is gone, in those
 * of the older ones.
 */
export function findingPlaces(
  before: readonly SourcedContract[],
  after: readonly SourcedContract[],
  cwd: string,
): (finding: WeighedFinding, surface: string) => Place | undefined {
  const finders = new Map<string, ((sought: Sought) => Place) | undefined>();
  for (const { contract, source } of [...before, ...after]) {
    finders.set(contract.surface, source === undefined ? undefined : placesIn(contract.file, source));
  }
  return ({ path, audiences, before, after }, surface) => {
    const place = finders.get(surface)?.({
      path,
      before,
      after,
      ...(audiences === undefined ? {} : { audiences: audiences.filter((name) => name !== "") }),
    });
    return place === undefined ? undefined : { ...place, file: shownFile(place.file, cwd) };
  };
}
