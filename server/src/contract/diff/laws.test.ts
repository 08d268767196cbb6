import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { overlay } from "../merge.ts";
import { readRegistered } from "../registered.ts";
import { contractSketch, loaded, twoVersions } from "./contracts-suite.ts";
import { type DiffFinding, diffContracts, requiredBump } from "./diff.ts";
import { compareSchemas, type SchemaDifference } from "./json-schema.ts";
import { BUMPS, bumpOf } from "./rule.ts";
import { RULES, ruleOf } from "./rules.ts";
import { accepts, closed, schemaSketch, schemaValue } from "./schemas-suite.ts";

/** Pairs that each law is tried on; more of them where there is time. */
const PAIRS = process.env["BELLWETHER_TEST_LONG"] === "1" ? 1_000 : 200;
const NOW = Date.parse("2026-01-01T00:00:00Z");

/** What is found by a rule, as lines that do not depend on the direction. */
function places(findings: readonly DiffFinding[], rule: string): readonly string[] {
  return findings
    .filter((one) => one.rule === rule)
    .map(({ path, audiences }) => `${path} ${(audiences ?? ["everybody"]).join()}`)
    .sort();
}

describe("between any two valid contracts", () => {
  test("a contract and itself have no differences", () => {
    fc.assert(
      fc.property(contractSketch, (sketch) => {
        expect(diffContracts(loaded(sketch), loaded(sketch), { now: NOW })).toEqual([]);
      }),
      { numRuns: PAIRS },
    );
  });

  test("every rule finds what its pair finds the other way round, at the same places", () => {
    fc.assert(
      fc.property(twoVersions, ([before, after]) => {
        const there = diffContracts(before, after, { now: NOW });
        const back = diffContracts(after, before, { now: NOW });
        for (const { id, pair } of RULES) expect([id, places(there, id)]).toEqual([id, places(back, pair)]);
      }),
      { numRuns: PAIRS },
    );
  });

  test("what is registered and read again is what it was, digest and all", () => {
    fc.assert(
      fc.property(contractSketch, (sketch) => {
        const { digest, document } = loaded(sketch);
        const again = readRegistered({ digest, document: JSON.parse(JSON.stringify(document)) as unknown }, "test");
        expect(again.digest).toBe(digest);
        expect(again.document).toEqual(document);
      }),
      { numRuns: PAIRS },
    );
  });

  test("every finding has a place, a sentence, values that differ and the bump of its severity; together they ask for the largest", () => {
    fc.assert(
      fc.property(twoVersions, ([before, after]) => {
        const findings = diffContracts(before, after, { now: NOW });
        for (const { rule, path, message, severity, bump, ...values } of findings) {
          expect([rule, path]).toEqual([rule, expect.stringMatching(/^[a-z_]+/)]);
          expect([rule, message]).toEqual([rule, expect.not.stringMatching(/undefined|\[object/)]);
          // A version that did not move at all is the same on both sides.
          if (rule !== "VERSION_NOT_BUMPED") expect([rule, values.before]).not.toEqual([rule, values.after]);
          expect([rule, bump]).toEqual([rule, bumpOf(ruleOf(rule) ?? { severity })]);
        }
        const largest = Math.max(-1, ...findings.map(({ bump }) => BUMPS.indexOf(bump)));
        expect(requiredBump(findings)).toBe(BUMPS[largest]);
        // What is breaking asks for a major version, as far as no rule says otherwise.
        if (findings.some(({ rule, severity }) => severity === "breaking" && ruleOf(rule)?.bump === undefined))
          expect(requiredBump(findings)).toBe("major");
      }),
      { numRuns: PAIRS },
    );
  });
});

describe("between any two schemas", () => {
  const mirrored: Readonly<Record<SchemaDifference["effect"], string>> = {
    narrows: "widens",
    widens: "narrows",
    describes: "describes",
  };

  test("a schema and itself have no differences", () => {
    fc.assert(
      fc.property(schemaSketch, (schema) => expect(compareSchemas(schema, structuredClone(schema))).toEqual([])),
    );
  });

  test("what narrows there widens back, at the same places and with the same values", () => {
    const lines = (differences: readonly SchemaDifference[], turn: boolean): readonly string[] =>
      differences
        .map(({ path, effect, before, after }) =>
          JSON.stringify(turn ? [path, mirrored[effect], after, before] : [path, effect, before, after]),
        )
        .sort();
    fc.assert(
      fc.property(schemaSketch, schemaSketch, (before, after) => {
        expect(lines(compareSchemas(before, after), false)).toEqual(lines(compareSchemas(after, before), true));
      }),
      { numRuns: 500 },
    );
  });

  test("where nothing narrows, every value that was accepted still is", () => {
    fc.assert(
      fc.property(schemaSketch.map(closed), schemaSketch.map(closed), fc.array(schemaValue), (one, other, values) => {
        for (const [before, after] of [
          [one, other],
          [other, one],
          [one, overlay(one, other)],
        ]) {
          if (compareSchemas(before, after).some(({ effect }) => effect === "narrows")) continue;
          const lost = values.filter((value) => accepts(before, before, value) && !accepts(after, after, value));
          expect([before, after, lost]).toEqual([before, after, []]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("nothing throws, whatever stands in them", () => {
    const keyword = fc.constantFrom(
      "type",
      "properties",
      "items",
      "$ref",
      "enum",
      "anyOf",
      "minimum",
      "__proto__",
      "x",
    );
    const anything = fc.dictionary(keyword, fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        fc.pre(JSON.stringify([before, after]).isWellFormed());
        expect(Array.isArray(compareSchemas(before, after))).toBe(true);
      }),
    );
  });
});

describe("the rules", () => {
  test("have ids of their own, and pairs that lead back to them", () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const { id, pair } of RULES) expect([id, ruleOf(pair)?.pair]).toEqual([id, id]);
  });

  test("are each shown by a test", () => {
    const folder = `${import.meta.dirname}/rules/`;
    const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
    const shown = tests.map((name) => readFileSync(`${folder}${name}`, "utf8")).join("\n");
    const named = (id: string): boolean => new RegExp(`\\b${id}\\b`).test(shown);
    // A test of a rule by `expectPair` shows its pair as well.
    expect(RULES.filter(({ id, pair }) => !named(id) && !named(pair)).map(({ id }) => id)).toEqual([]);
  });
});
