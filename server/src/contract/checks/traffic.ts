import { nearest } from "../../core/nearest.ts";
import type { Finding, Path } from "../problem.ts";
import { compilePattern, parseHeaderCondition } from "../pattern.ts";
import { atValue, type Check } from "./check.ts";

/** The most text of all volatile patterns of one role together. */
const MAX_VOLATILE = 50;

/** Every regular expression compiles and cannot take exponential time. */
export const patternsCompile: Check = function* ({ document }) {
  for (const [name, role] of Object.entries(document.roles)) {
    yield* headers(role.match?.header, ["roles", name, "match", "header"]);
    const volatile = (role.system ?? []).filter((section) => section.pattern !== undefined);
    if (volatile.length > MAX_VOLATILE) {
      yield atValue(
        ["roles", name, "system"],
        `this role has ${volatile.length} volatile patterns; at most ${MAX_VOLATILE} are allowed`,
      );
    }
    for (const [index, section] of (role.system ?? []).entries()) {
      if (section.pattern !== undefined)
        yield* pattern(section.pattern, "gm", ["roles", name, "system", index, "pattern"]);
    }
  }
  for (const [name, journey] of Object.entries(document.journeys ?? {})) {
    yield* headers(journey.match?.header, ["journeys", name, "match", "header"]);
  }
  for (const [index, rule] of (document.routing ?? []).entries()) {
    yield* headers(rule.when.header, ["routing", index, "when", "header"]);
  }
};

function* headers(written: string | readonly string[] | undefined, path: Path): Generator<Finding> {
  if (written === undefined) return;
  if (typeof written === "string") {
    yield* header(written, path);
    return;
  }
  for (const [index, text] of written.entries()) yield* header(text, [...path, index]);
}

function* header(text: string, path: Path): Generator<Finding> {
  const condition = parseHeaderCondition(text);
  if (condition === undefined) {
    yield atValue(
      path,
      `${JSON.stringify(text)} is no header condition`,
      'write "x-name", "x-name = value" or "x-name ~ /expression/"',
    );
  } else if (condition.kind === "matches") {
    yield* pattern(condition.source, condition.flags, path);
  }
}

function* pattern(source: string, flags: string, path: Path): Generator<Finding> {
  const compiled = compilePattern(source, flags);
  if (!compiled.ok) yield atValue(path, compiled.message, compiled.hint);
}

/** Journeys and tools that a rule names exist. */
export const journeysAndToolsExist: Check = function* ({ document }) {
  const journeys = Object.keys(document.journeys ?? {});
  for (const [index, rule] of (document.routing ?? []).entries()) {
    yield* named(rule.when.journey, journeys, ["routing", index, "when", "journey"], "journey");
  }
  for (const [index, rule] of (document.delegation?.allow ?? []).entries()) {
    const path = ["delegation", "allow", index, "when"];
    yield* named(rule.when?.journey, journeys, [...path, "journey"], "journey");
    const tools = document.roles[rule.from]?.tools;
    if (tools !== undefined) {
      yield* named(
        rule.when?.tool,
        tools.map((tool) => tool.name),
        [...path, "tool"],
        `tool of the role ${rule.from}`,
      );
    }
  }
};

function* named(
  written: string | readonly string[] | undefined,
  known: readonly string[],
  path: Path,
  what: string,
): Generator<Finding> {
  if (written === undefined) return;
  const names = typeof written === "string" ? [written] : written;
  for (const [index, name] of names.entries()) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    // Callers may name journeys that no contract recognises; only a slip of the pen is an error.
    if (meant === undefined && what === "journey") continue;
    const hint = meant === undefined ? `there are ${known.join(", ") || "none"}` : `did you mean "${meant}"?`;
    yield atValue(typeof written === "string" ? path : [...path, index], `there is no ${what} "${name}"`, hint);
  }
}
