import { isBounds } from "../bounds.ts";
import type { RoleDocument } from "../document/role.ts";
import type { Finding, Path } from "../problem.ts";
import { durationMs, effortRank } from "../scales.ts";
import { atValue, type Check, lacking } from "./check.ts";

type Rank = (value: unknown) => number | undefined;

const byEffort: Rank = (value) => (typeof value === "string" ? effortRank(value) : undefined);
const byNumber: Rank = (value) => (typeof value === "number" ? value : undefined);
const byDuration: Rank = (value) => (typeof value === "string" ? durationMs(value) : undefined);
const unordered: Rank = () => undefined;

/** Bounds hold what they bound: min <= default <= max, and a default that is allowed. */
export const boundsHold: Check = function* ({ document }) {
  for (const [name, role] of Object.entries(document.roles)) {
    for (const [path, written, rank] of boundedValues(role)) yield* check(["roles", name, ...path], written, rank);
    yield* check(["roles", name, "cache", "prompt", "ttl"], role.cache?.prompt?.ttl, byDuration);
  }
  yield* check(["cache", "prompt", "ttl"], document.cache?.prompt?.ttl, byDuration);
};

function boundedValues(role: RoleDocument): [Path, unknown, Rank][] {
  const thinking = role.reasoning?.thinking;
  const budget = typeof thinking === "object" && "budget_tokens" in thinking ? thinking.budget_tokens : undefined;
  return [
    [["model", "id"], role.model?.id, unordered],
    [["reasoning", "effort"], role.reasoning?.effort, byEffort],
    [["reasoning", "thinking"], thinking, unordered],
    [["reasoning", "thinking", "budget_tokens"], budget, byNumber],
    [["output", "max_tokens"], role.output?.max_tokens, byNumber],
    [["output", "verbosity"], role.output?.verbosity, unordered],
    [["sampling", "temperature"], role.sampling?.temperature, byNumber],
    [["sampling", "top_p"], role.sampling?.top_p, byNumber],
    [["sampling", "top_k"], role.sampling?.top_k, byNumber],
  ];
}

function* check(path: Path, written: unknown, rank: Rank): Generator<Finding> {
  if (!isBounds(written)) return;
  if (
    written.default === undefined &&
    written.min === undefined &&
    written.max === undefined &&
    written.allow === undefined
  ) {
    yield lacking(path, "this says nothing of the value", "give it a default, or bounds: min, max, allow");
    return;
  }
  const [min, max, value] = [rank(written.min), rank(written.max), rank(written.default)];
  if (min !== undefined && max !== undefined && min > max) {
    yield atValue([...path, "min"], `min (${String(written.min)}) is above max (${String(written.max)})`);
    return;
  }
  if (value !== undefined && min !== undefined && value < min) {
    yield atValue(
      [...path, "default"],
      `the default (${String(written.default)}) is below min (${String(written.min)})`,
    );
  }
  if (value !== undefined && max !== undefined && value > max) {
    yield atValue(
      [...path, "default"],
      `the default (${String(written.default)}) is above max (${String(written.max)})`,
    );
  }
  const allowed = written.allow?.map((item) => JSON.stringify(item));
  if (written.default !== undefined && allowed !== undefined && !allowed.includes(JSON.stringify(written.default))) {
    yield atValue([...path, "default"], `the default is not among the values of allow (${allowed.join(", ")})`);
  }
}

/** A thinking budget fits into the answer: providers count reasoning as output. */
export const budgetFitsOutput: Check = function* ({ document }) {
  for (const [name, role] of Object.entries(document.roles)) {
    const thinking = role.reasoning?.thinking;
    if (typeof thinking !== "object" || !("budget_tokens" in thinking)) continue;
    const budget = defaultOf(thinking.budget_tokens);
    const limit = defaultOf(role.output?.max_tokens);
    if (budget === undefined || limit === undefined || budget < limit) continue;
    yield atValue(
      ["roles", name, "reasoning", "thinking", "budget_tokens"],
      `a thinking budget of ${budget} tokens leaves nothing of max_tokens (${limit}); it must be smaller`,
    );
  }
};

function defaultOf(written: unknown): number | undefined {
  return byNumber(isBounds(written) ? written.default : written);
}
