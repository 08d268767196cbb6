import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { parse, stringify } from "yaml";
import { EXAMPLE, exampleFiles } from "./fixtures/make.ts";
import { parseContract } from "./load.ts";
import { isMapping } from "./merge.ts";
import { renderProblems } from "./problem.ts";

type Step = string | number;

/** The paths of everything in a document, its root left out. */
function places(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  const own = path.length === 0 ? [] : [path];
  if (Array.isArray(value)) return [...own, ...value.flatMap((item, index) => places(item, [...path, index]))];
  if (isMapping(value))
    return [...own, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
  return own;
}

function replaced(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  if (!isMapping(value)) return value;
  return { ...value, [step]: replaced(value[step], rest, by) };
}

/** What every result must be, whatever the text was. */
function holds(text: string): void {
  const loaded = parseContract("contract.yaml", text, exampleFiles);
  if (loaded.ok) {
    expect(loaded.contract.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    return;
  }
  const lines = text.split(/\r\n|\n|\r/);
  expect(loaded.problems.length).toBeGreaterThan(0);
  for (const { file, line, column, message } of loaded.problems) {
    if (file !== "contract.yaml") continue;
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    expect(message.length).toBeGreaterThan(5);
  }
  expect(renderProblems(loaded.problems, { source: () => text })).toContain("contract.yaml:");
}

describe("whatever is in a file, loading gives a contract or problems with a place", () => {
  const document: unknown = parse(EXAMPLE);
  const place = fc.constantFrom(...places(document));

  test("when anything in a good document is replaced by anything", () => {
    fc.assert(
      fc.property(place, fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        fc.pre(JSON.stringify(value).isWellFormed());
        holds(stringify(replaced(document, path, value)));
      }),
      { numRuns: 300 },
    );
  });

  test("when two things change places", () => {
    const at = (path: readonly Step[]): unknown =>
      path.reduce<unknown>((value, step) => (value as Record<Step, unknown>)[step], document);
    fc.assert(
      fc.property(place, place, (to, from) => {
        holds(stringify(replaced(document, to, at(from))));
      }),
      { numRuns: 300 },
    );
  });

  test("when the text is cut or something is put into it", () => {
    fc.assert(
      fc.property(
        fc.nat(EXAMPLE.length),
        fc.nat(10),
        fc.string({ unit: "binary", maxLength: 6 }),
        (start, length, text) => {
          holds(EXAMPLE.slice(0, start) + text + EXAMPLE.slice(start + length));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("when it is any text at all", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), holds));
  });
});
