import { expect } from "bun:test";
import { parseContract } from "../load.ts";
import { renderProblems } from "../problem.ts";
import type { Contract } from "../contract.ts";
import { type DiffFinding, diffContracts } from "./diff.ts";
import { RULES } from "./rules.ts";

const HEAD = "bellwether: 1\nsurface: helper\n";
/** A day on which nothing that a test names is near its end. */
const NOW = Date.parse("2026-01-01T00:00:00Z");

/** A small contract in `verify`, of a version, with what is given under its head. */
export function versionOf(rest: string, version = "1.0.0"): Contract {
  const text = `${HEAD}version: ${version}\n${/^mode:/m.test(rest) ? "" : "mode: verify\n"}${rest}`;
  const loaded = parseContract("contract.yaml", text, () => undefined);
  if (!loaded.ok) throw new Error(renderProblems(loaded.problems, { source: () => text }));
  return loaded.contract;
}

/** What a diff finds between two small contracts; the newer one's version says enough for any change. */
export function changes(before: string, after: string): readonly DiffFinding[] {
  return diffContracts(versionOf(before), versionOf(after, "2.0.0"), { now: NOW });
}

/** The ids of what a diff finds, each once, in order. */
export function rulesFound(before: string, after: string): readonly string[] {
  return [...new Set(changes(before, after).map(({ rule }) => rule))];
}

/**
 * Checks that a rule finds a change, and that its pair finds as many the other way round.
 *
 * @returns the first finding of the rule, for what else a test wants to say of it.
 */
export function expectPair(id: string, before: string, after: string): DiffFinding {
  const rule = RULES.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  const there = changes(before, after).filter((one) => one.rule === id);
  const back = changes(after, before).filter((one) => one.rule === rule.pair);
  expect([there.length > 0, back.length]).toEqual([true, there.length]);
  const [first] = there;
  if (first === undefined) throw new Error(`${id} was not found`);
  return first;
}
