import { SEMVER } from "../document/version.ts";
import type { Bump } from "./rule.ts";

/**
 * How far a version moved from another; undefined where it did not move forwards.
 *
 * Before 1.0.0 the second number says what the first says later, as semantic versions are used.
 */
export function bumpBetween(before: string, after: string): Bump | undefined {
  const [from, to] = [numbersOf(before), numbersOf(after)];
  const at = from.findIndex((number, index) => number !== to[index]);
  if (at === -1) return isRelease(after) && !isRelease(before) ? "patch" : undefined;
  if ((to[at] ?? 0) < (from[at] ?? 0)) return undefined;
  const place = from[0] === 0 && to[0] === 0 ? at - 1 : at;
  return place <= 0 ? "major" : place === 1 ? "minor" : "patch";
}

/** Whether a version is behind another, by its three numbers. */
export function isBehind(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  const [core = ""] = (SEMVER.test(version) ? version : "").split(/[-+]/, 1);
  return core.split(".").map(Number);
}

/** Whether a version is no draft of a release; what is behind a plus sign says nothing of that. */
export function isRelease(version: string): boolean {
  return !version.replace(/\+.*$/s, "").includes("-");
}
