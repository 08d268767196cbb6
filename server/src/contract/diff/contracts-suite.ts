import * as fc from "fast-check";
import { overlay } from "../merge.ts";
import { parseContract } from "../load.ts";
import type { Contract } from "../contract.ts";
import type { WrittenDocument } from "../document.ts";
import { renderProblems } from "../problem.ts";

/*
 * Contracts to try the laws of a diff on. Their words are few, so that two of them often share a
 * role, a tool or a fallback. A new subject is a line in `ROLE_PARTS` or `DOCUMENT_PARTS`.
 */

type Parts = Readonly<Record<string, fc.Arbitrary<unknown>>>;
type Sketch = Readonly<Record<string, unknown>>;

const ROLES = ["main", "searcher", "helper"] as const;
const TOOLS = ["search", "edit", "run it"] as const;
const share = fc.constantFrom(0, 0.01, 0.5);
const day = fc.constantFrom("2026-01-15", "2026-02-20", "2027-05-01");
const model = fc.constantFrom("opus", "opus-20260115", "haiku", "gpt-5.1");
const some = <T>(parts: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const oneOrMore = <T>(of: readonly T[]): fc.Arbitrary<T | T[]> =>
  fc.oneof(fc.constantFrom(...of), fc.uniqueArray(fc.constantFrom(...of), { minLength: 1 }));

const conditions = some({
  model: oneOrMore(["opus", "haiku"]),
  header: oneOrMore(["x-agent", "x-plan = free"]),
  tools: fc.constantFrom<unknown>(">3", "> 3", 3, ["search"]),
  has_tools: fc.boolean(),
});

const modelId = fc.oneof(
  model,
  fc.tuple(model, fc.uniqueArray(model), fc.constantFrom(["user"], ["client"], undefined)).map(([first, rest, by]) => ({
    default: first,
    allow: [...new Set([first, ...rest])],
    ...(by === undefined ? {} : { by }),
  })),
);

/** Small ones: that of schemas in general is tried apart, in `schemas-suite.ts`. */
const schemaOf = fc.record(
  {
    type: fc.constant("object"),
    properties: some({
      q: fc.constantFrom<Sketch>({ type: "string" }, { type: "string", maxLength: 5, description: "Text." }),
      limit: fc.constantFrom<Sketch>({ $ref: "#/$defs/count" }, { type: "integer" }),
    }),
    required: fc.subarray(["q", "limit"]),
    $defs: fc.record({ count: fc.constantFrom<Sketch>({ type: "integer", minimum: 1 }, { type: "number" }) }),
  },
  { requiredKeys: ["type", "$defs"] },
);

const tool = (name: string): fc.Arbitrary<Sketch> =>
  some({
    description: fc.constantFrom("Finds text.", "Finds files."),
    schema: schemaOf,
    kind: fc.constantFrom("read", "search"),
    routes_to: fc.constantFrom("self", "role:main"),
    digest: fc.constantFrom("0".repeat(32), "1".repeat(32)),
  }).map((rest) => ({ name, ...rest }));

const listOf = (names: readonly string[], of: (name: string) => fc.Arbitrary<Sketch>): fc.Arbitrary<Sketch[]> =>
  fc.shuffledSubarray([...names]).chain((chosen) => fc.tuple(...chosen.map(of)));

/** What a role may say, each part for itself. */
export const ROLE_PARTS: Parts = {
  model: some({
    provider: fc.constantFrom("anthropic", "bedrock"),
    id: modelId,
    snapshot: fc.constantFrom("opus-20260115", "opus-20260301"),
    pinned: fc.boolean(),
    weights: fc.constantFrom("w1", "w2", null),
    region: fc.constantFrom("us", "eu", null),
    retires: day,
  }),
  reasoning: some({ effort: fc.constantFrom("low", "high", { default: "high", min: "low" }) }),
  tools: listOf(TOOLS, tool),
  tool_choice: fc.constantFrom("auto", "any", "none", "tool:search", "tool:edit"),
};

const delegationRule = fc
  .record({
    from: fc.constantFrom("main", "searcher"),
    to: fc.oneof(fc.constant("role:main"), fc.record({ provider: fc.constant("openai"), id: model })),
    reason: fc.constantFrom("cost", "latency"),
    margin: share,
    opt: fc.constantFrom("in", "out"),
    rest: some({ saves: share, disclosed: fc.boolean(), when: some({ journey: oneOrMore(["ci", "chat"]) }) }),
  })
  .map(({ rest, ...rule }) => ({ ...rule, ...rest }));

const step = (name: string): fc.Arbitrary<Sketch> =>
  fc.constantFrom("1.0.0", "1.2.0").map((version) => ({ name, version }));

/** What a document may say beside its roles, each part for itself. */
export const DOCUMENT_PARTS: Parts = {
  unknown_role: fc.constantFrom("violation", "main"),
  routing: fc.array(
    fc.record({
      when: fc.oneof(conditions, fc.record({ journey: oneOrMore(["ci", "chat"]) })),
      use: fc.constantFrom("role:main", "role:searcher"),
    }),
    { maxLength: 4 },
  ),
  delegation: some({
    default: fc.constantFrom("deny", "allow"),
    max_depth: fc.constantFrom(0, 1, 3),
    allow: fc.array(delegationRule, { maxLength: 4 }),
  }),
  fallbacks: fc.array(
    fc.oneof(
      fc.constant("default"),
      fc
        .record({ id: model, rest: some({ provider: fc.constantFrom("anthropic", "bedrock"), sunset: day }) })
        .map(({ id, rest }) => ({ id, ...rest })),
    ),
    { maxLength: 4 },
  ),
  steps: some({ pre: listOf(["redact", "trim"], step), post: listOf(["filter", "trim"], step) }),
};

const role = fc.record(ROLE_PARTS, { requiredKeys: [] });
const secondRole = fc
  .tuple(role, conditions, fc.constantFrom<Sketch>({}, { inherit: "main" }))
  .map(([values, match, inherit]) => ({ ...values, ...inherit, match }));
const roles = fc.record(
  { main: role, searcher: secondRole, helper: secondRole },
  { requiredKeys: ["main", "searcher"] },
);
const document = fc.record(DOCUMENT_PARTS, { requiredKeys: [] });
/** Overlays leave out what other parts of a document refer to. */
const audience = fc.record(
  { roles: fc.record({ main: role }), fallbacks: fc.constantFrom([], [{ id: "haiku" }]) },
  { requiredKeys: [] },
);
const audiences = fc.record({ free: audience, pro: audience }, { requiredKeys: [] });

/** A valid contract as it would be written. */
export const contractSketch: fc.Arbitrary<WrittenDocument> = fc
  .tuple(roles, document, fc.option(audiences, { nil: undefined }), fc.boolean())
  .map(([roles, parts, slices, providerDefault]) => {
    const fallbacks = (parts["fallbacks"] ?? []) as readonly unknown[];
    return {
      bellwether: 1,
      surface: "helper",
      version: "1.0.0",
      mode: "verify",
      ...parts,
      roles: { ...roles, main: { ...roles.main, match: { default: true } } },
      ...(slices === undefined ? {} : { audiences: slices }),
      ...(providerDefault || fallbacks.includes("default") ? { allow_provider_default: true } : {}),
    } as WrittenDocument;
  });

/** Loads a sketch; fails the test where it is not valid. */
export function loaded(sketch: WrittenDocument): Contract {
  const text = JSON.stringify(sketch);
  const result = parseContract("contract.json", text, () => undefined);
  if (!result.ok) throw new Error(renderProblems(result.problems, { source: () => text }));
  return result.contract;
}

/** Two versions of a contract that have nothing to do with each other, or differ in some parts alone. */
export const twoVersions: fc.Arbitrary<readonly [Contract, Contract]> = fc
  .tuple(contractSketch, contractSketch, fc.constantFrom<"other" | "roles" | "parts">("other", "roles", "parts"))
  .map(([one, other, how]) => {
    if (how === "other") return [one, other] as const;
    const { roles, audiences: _, ...rest } = other;
    const changes = how === "roles" ? { roles: pick(roles ?? {}, ROLES[0]) } : rest;
    return [one, overlay(one, changes) as WrittenDocument] as const;
  })
  .map(([one, other]) => [loaded(one), loaded(other)] as const);

function pick(mapping: Sketch, key: string): Sketch {
  return Object.hasOwn(mapping, key) ? { [key]: mapping[key] } : {};
}
