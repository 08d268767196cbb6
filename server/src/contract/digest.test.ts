import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { parse, stringify } from "yaml";
import { canonicalDigest, canonicalJson } from "../core/jcs.ts";
import { EXAMPLE, contractOf, exampleFiles, filesOf, problemsOf, small } from "./fixtures/make.ts";
import { isMapping } from "./merge.ts";

/** The same value with the keys of every mapping in another order, drawn from `next`. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [next(), key, shuffled(item, next)] as const);
  return Object.fromEntries(entries.sort((a, b) => a[0] - b[0]).map(([, key, item]) => [key, item]));
}

/** The paths of all values that are neither mappings nor lists. */
function leaves(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isMapping(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [path];
}

function without(value: unknown, [step, ...rest]: readonly (string | number)[]): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== step)
      : value.map((item, index) => (index === step ? without(item, rest) : item));
  }
  const members = Object.entries(value as object);
  return Object.fromEntries(
    members.flatMap(([key, item]) =>
      key === step ? (rest.length === 0 ? [] : [[key, without(item, rest)]]) : [[key, item]],
    ),
  );
}

const digest = contractOf(EXAMPLE).digest;

describe("the digest", () => {
  test("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (stream) => {
        const next = (): number => stream.next().value;
        expect(contractOf(stringify(shuffled(parse(EXAMPLE), next))).digest).toBe(digest);
      }),
      { numRuns: 25 },
    );
  });

  test("does not depend on comments, white space or the form: YAML, JSON, canonical JSON", () => {
    const value = parse(EXAMPLE);
    expect(contractOf(EXAMPLE.replace(/ +#.*$/gm, "")).digest).toBe(digest);
    expect(contractOf(`# a comment\n\n${EXAMPLE}\n# another\n`).digest).toBe(digest);
    expect(contractOf(JSON.stringify(value, null, 4)).digest).toBe(digest);
    expect(contractOf(canonicalJson(value)).digest).toBe(digest);
  });

  test("is the one of the resolved document, which loads again to the same", () => {
    const { document } = contractOf(EXAMPLE);
    expect(canonicalDigest(document)).toBe(digest);
    expect(contractOf(canonicalJson(document), filesOf({})).digest).toBe(digest);
  });

  test("changes when any value goes away", () => {
    const value = parse(EXAMPLE);
    let tried = 0;
    for (const path of leaves(value)) {
      const text = stringify(without(value, path));
      // Some values cannot go without breaking the contract; then there is no digest to compare.
      if (problemsOf(text).length > 0) continue;
      tried += 1;
      expect([path.join("."), contractOf(text).digest === digest]).toEqual([path.join("."), false]);
    }
    expect(tried).toBeGreaterThan(60);
  });

  test("changes with a prompt's text, not with where the prompt is kept", () => {
    const at = (file: string, text: string): string =>
      contractOf(small(`system: [ { file: ${file} } ]\n`), filesOf({ [file]: text })).digest;
    expect(at("a.md", "Be kind.")).toBe(at("b/c.md", "Be kind."));
    expect(at("a.md", "Be kind.")).not.toBe(at("a.md", "Be kinder."));
    expect(at("a.md", "Be kind.")).toBe(contractOf(small('system: [ { text: "Be kind." } ]\n')).digest);
  });

  test("does not depend on how a checkout ends lines", () => {
    const of = (text: string): string =>
      contractOf(small("system: [ { file: a.md } ]\n"), filesOf({ "a.md": text })).digest;
    expect(of("One.\r\nTwo.\r\n")).toBe(of("One.\nTwo.\n"));
    expect(of("\uFEFFOne.")).toBe(of("One."));
  });

  test("does not depend on the name of the contract's file", () => {
    expect(contractOf(EXAMPLE, exampleFiles).digest).toBe(digest);
  });
});
