import { describe, expect, test } from "bun:test";
import type { Contract } from "../contract.ts";
import { FULL } from "../fixtures/full.ts";
import { parseContract } from "../load.ts";
import { isMapping } from "../merge.ts";
import { contractJsonSchema } from "../schema.ts";
import { type DiffFinding, diffContracts } from "./diff.ts";

type Step = string | number;

/** Changes that no rule has to call more than safe, and why. */
const HARMLESS: readonly (readonly [path: RegExp, why: string])[] = [
  [/^description$|^annotations\./, "it changes nothing"],
  [/\.description$/, "it is for people"],
  [/\.tools\.\d+\.kind$/, "it says how behaviour signals count a tool, and no request has it"],
  [/^fallbacks\.\d+\.sunset$/, "who may answer stays; a use behind that day is a violation of its own"],
  [/\.display$/, "the same reasoning is shown in another form, unless it is left out"],
  [/^(bellwether|version|surface)$/, "it names the document"],
];

const valid = (document: unknown): Contract | undefined => {
  const loaded = parseContract("full.yaml", JSON.stringify(document), () => undefined);
  return loaded.ok ? loaded.contract : undefined;
};

const found = (a: Contract, b: Contract): readonly DiffFinding[] =>
  diffContracts(a, b, { now: Date.parse("2026-01-01T00:00:00Z") }).filter(({ rule }) => rule !== "VERSION_NOT_BUMPED");

/** Every value in a document that is neither a mapping nor a list. */
function leaves(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isMapping(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [path];
}

/** The same document with another value in one place. */
function changed(document: unknown, [step, ...rest]: readonly Step[], to: (value: unknown) => unknown): unknown {
  if (step === undefined) return to(document);
  if (Array.isArray(document)) return document.map((item, index) => (index === step ? changed(item, rest, to) : item));
  return { ...(document as object), [step]: changed((document as Record<string, unknown>)[step], rest, to) };
}

/** Words that may stand where not every word may, by key. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  mode: ["verify", "observe"],
  unknown_role: ["main"],
  provenance: ["best_effort"],
  conversation: ["follow"],
  effort: ["low", "high"],
  default: ["high", "low", "enabled", "disabled", "allow", "deny", "b"],
  min: ["low"],
  max: ["high"],
  allow: ["low", "high", "enabled", "b"],
  by: ["client", "user"],
  thinking: ["enabled", "adaptive", "disabled"],
  carryover: ["current_turn"],
  display: ["omitted", "full"],
  kind: ["read", "run"],
  routes_to: ["role:searcher", "role:writer", "self"],
  tool_choice: ["any"],
  digest: ["0123456789abcdef0123456789abcdef"],
  ttl: ["30m", "2h"],
  breakpoints: ["messages"],
  keep: [],
  idle: [">5h"],
  repeat: ["every_turn", "once"],
  truncation: ["auto"],
  inherit: ["writer"],
  use: ["role:writer"],
  to: ["role:writer"],
  from: ["searcher"],
  reason: ["latency", "quality"],
  opt: ["in"],
  sunset: ["2027-06-30"],
  version: ["2.0.0"],
  weight: ["heavy"],
  source: ["sla"],
  orientation: ["lower"],
  unit: ["user"],
  window: ["7d"],
  per: ["7d"],
  input_tokens: [">7"],
  tools: [">7"],
  MODEL_MISMATCH: ["note"],
};

/** Other values that might stand there; those that make the contract invalid are passed over. */
function others(value: unknown, path: readonly Step[]): readonly unknown[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value / 2, value * 2, value - 0.5].filter((one) => one !== value);
  const key = path.findLast((step) => typeof step === "string") ?? "";
  return [...(WORDS[key] ?? []), "other"].filter((word) => word !== value);
}

/** The first two that can be made: more would say no more. */
function firstValid<T>(values: readonly unknown[], make: (value: unknown) => T | undefined): readonly T[] {
  const made: T[] = [];
  for (const value of values) {
    const one = make(value);
    if (one !== undefined) made.push(one);
    if (made.length === 2) break;
  }
  return made;
}

describe("the law of the diff", () => {
  const full = valid(FULL);

  test("the full contract is valid", () => {
    expect(full).toBeDefined();
  });

  test("whatever value of a contract is changed, a diff speaks of it, and calls it safe only where that is plain", () => {
    if (full === undefined) throw new Error("the full contract is not valid");
    const silent: string[] = [];
    const unchangeable: string[] = [];
    for (const path of leaves(FULL)) {
      const name = path.join(".");
      const value = path.reduce<unknown>((at, step) => (at as Record<Step, unknown>)[step], FULL);
      const contracts = firstValid(others(value, path), (other) => valid(changed(FULL, path, () => other)));
      if (contracts.length === 0) unchangeable.push(name);
      const harmless = HARMLESS.some(([pattern]) => pattern.test(name));
      for (const contract of contracts) {
        const findings = [...found(full, contract), ...found(contract, full)];
        const heard = harmless ? true : findings.some(({ severity }) => severity !== "safe");
        if (!heard) silent.push(name);
      }
    }
    expect([...new Set(silent)]).toEqual([]);
    // A few can only be changed together with another (the name of a role, the only region).
    expect(unchangeable.length).toBeLessThan(leaves(FULL).length / 8);
  }, 60_000);

  test("the full contract has a value for every key of the schema", () => {
    const schema = contractJsonSchema();
    const missing = keysOf(schema, schema, "").filter((key) => !hasKey(FULL, key.split(".").slice(1)));
    expect(missing.filter((key) => !SAID_ELSEWHERE.test(key))).toEqual([]);
  });
});

/** Bounds of values that stand in it without, a file whose text stands in it, and conditions that a journey has too. */
const SAID_ELSEWHERE = /\.(?:default|min|max|allow|by|file)$|\.thinking\.default\.|^\.routing\.when\./;

/** The keys of mappings in a JSON Schema, as paths; `*` for any name, items of lists passed through. */
function keysOf(node: unknown, root: unknown, path: string, depth = 0): string[] {
  if (!isMapping(node) || depth > 24) return [];
  const ref = node["$ref"];
  if (typeof ref === "string") {
    const target = ref
      .slice(2)
      .split("/")
      .reduce<unknown>((at, step) => (isMapping(at) ? at[step] : undefined), root);
    return keysOf(target, root, path, depth + 1);
  }
  const unions = ["anyOf", "oneOf", "allOf"].flatMap((name) => (Array.isArray(node[name]) ? node[name] : []));
  const own = isMapping(node["properties"]) ? Object.entries(node["properties"]) : [];
  return [
    ...new Set([
      ...own.flatMap(([key, value]) => {
        if (path === "" && (key === "audiences" || !TOP.has(key))) return [];
        return [`${path}.${key}`, ...keysOf(value, root, `${path}.${key}`, depth + 1)];
      }),
      ...unions.flatMap((one) => keysOf(one, root, path, depth + 1)),
      ...keysOf(node["items"], root, path, depth + 1),
      ...(path === "" ? [] : keysOf(node["additionalProperties"], root, `${path}.*`, depth + 1)),
    ]),
  ];
}

/** Keys of the document in its one form: those of a role stand under it. */
const TOP = new Set(
  "surface version mode description annotations roles unknown_role routing delegation fallbacks allow_provider_default cache context steps economics data safety provenance conversation journeys signals budgets gates violations".split(
    " ",
  ),
);

function hasKey(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  if (Array.isArray(value)) return value.some((item) => hasKey(item, [key, ...rest]));
  if (!isMapping(value)) return false;
  if (key === "*") return Object.values(value).some((item) => hasKey(item, rest));
  return Object.hasOwn(value, key) && hasKey(value[key], rest);
}
