import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { schemaCheck } from "./schema-check.ts";

const fit = (schema: unknown, value: unknown): boolean | string | undefined => {
  const ready = schemaCheck(schema);
  return ready.ok ? ready.check(value).fits : ready.message;
};
const why = (schema: unknown, value: unknown): string => {
  const ready = schemaCheck(schema);
  const found = ready.ok ? ready.check(value) : { fits: undefined, why: ready.message };
  return found.fits === true ? "" : found.why;
};

const ORDER = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { sku: { type: "string", pattern: "^[A-Z]{2}-\\d+$" }, count: { type: "integer", minimum: 1 } },
  required: ["sku"],
  additionalProperties: false,
};

describe("a value held against a schema", () => {
  test("fits or does not, and it is said where not", () => {
    expect(fit(ORDER, { sku: "AB-1", count: 2 })).toBe(true);
    expect(why(ORDER, { count: 0, sku: "AB-1" })).toBe("/count must be >= 1");
    expect(why(ORDER, {})).toBe("the value must have required property 'sku'");
    expect(why(ORDER, { sku: "AB-1", size: 3 })).toBe("the value must NOT have additional properties (size)");
    expect(why(ORDER, { sku: "no" })).toContain("must match pattern");
    expect(fit(true, 7)).toBe(true);
    expect(fit(false, 7)).toBe(false);
  });

  test("is read by the draft that the schema names, else by 2020-12", () => {
    const pair = [{ type: "string" }, { type: "number" }];
    expect(fit({ prefixItems: pair }, [1, 1])).toBe(false);
    expect(fit({ $schema: "http://json-schema.org/draft-07/schema#", items: pair }, [1, 1])).toBe(false);
    expect(fit({ $schema: "http://json-schema.org/draft-07/schema#", items: pair }, ["a", 1])).toBe(true);
  });

  test("may be as deep as references in the schema lead", () => {
    const tree = { type: "object", properties: { left: { $ref: "#" }, leaf: { $ref: "#/$defs/a~1b%20c" } } };
    const schema = { ...tree, $defs: { "a/b c": { type: "number" } } };
    expect(fit(schema, { left: { left: { leaf: 1 } } })).toBe(true);
    expect(fit(schema, { left: { left: { leaf: "1" } } })).toBe(false);
  });

  test("takes a format and words about the schema for comments", () => {
    expect(fit({ type: "string", format: "email", description: "x", nullable: false, "x-own": 1 }, "no mail")).toBe(
      true,
    );
    expect(fit({ properties: { format: { type: "string" }, title: { type: "string" } } }, { format: 1 })).toBe(false);
  });

  test("has to have items that differ where that is asked", () => {
    expect(
      fit({ uniqueItems: true }, [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ]),
    ).toBe(false);
    expect(fit({ uniqueItems: true }, [{ a: 1 }, { a: 2 }, 1, "1"])).toBe(true);
    expect(fit({ uniqueItems: false }, [1, 1])).toBe(true);
    const many = Array.from({ length: 50_000 }, (_, index) => ({ index }));
    expect(fit({ uniqueItems: true }, many)).toBe(true);
  });

  test("is not told where items have to differ of which one has half of a surrogate pair", () => {
    expect(fit({ uniqueItems: true }, ["a", "\ud800"])).toBeUndefined();
    expect(why({ uniqueItems: true }, ["a", "\ud800"])).toContain("half of a surrogate pair");
  });

  test("has the members that it has, and not those of every object", () => {
    expect(fit({ required: ["constructor"] }, {})).toBe(false);
    expect(fit({ properties: { toString: { type: "number" } } }, {})).toBe(true);
  });

  test("is held against each expression of several", () => {
    const schema = { properties: { a: { pattern: "^a" }, b: { pattern: "^b" } } };
    expect(fit(schema, { a: "a", b: "b" })).toBe(true);
    expect(fit(schema, { a: "a", b: "a" })).toBe(false);
    expect(fit({ patternProperties: { "^n_": { type: "number" } } }, { n_a: "1" })).toBe(false);
  });
});

describe("work without an end", () => {
  const chain = (keyword: string, leaf: object): object => {
    const $defs: Record<string, object> = { d60: leaf };
    for (let at = 0; at < 60; at++) {
      const next = { $ref: `#/$defs/d${at + 1}` };
      $defs[`d${at}`] = { [keyword]: [next, next] };
    }
    return { $ref: "#/$defs/d0", $defs };
  };

  test.each([
    ["all of two that each are all of two", chain("allOf", { type: "number" })],
    ["any of two, of which none is right", chain("anyOf", { type: "string" })],
    ["one of two, of which none is right", chain("oneOf", { enum: [2] })],
    ["itself", { $ref: "#" }],
    ["itself, all the same", { allOf: [{ $ref: "#" }, { $ref: "#" }] }],
  ])("is cut short: %s", (_, schema) => {
    expect(fit(schema, 1)).toBeUndefined();
  });

  test("is cut short where it goes down twice at each level", () => {
    const twice = { properties: { a: { $ref: "#" } } };
    let value: unknown = 1;
    for (let depth = 0; depth < 60; depth++) value = { a: value };
    expect(fit({ allOf: [twice, twice] }, value)).toBeUndefined();
  });

  test("is cut short where many expressions read a long text", () => {
    const allOf = Array.from({ length: 2_000 }, (_, index) => ({ pattern: `a+b${index}` }));
    expect(fit({ allOf }, "a".repeat(200_000))).toBeUndefined();
  });

  test("does not hold the next check up", () => {
    const ready = schemaCheck({
      properties: { deep: chain("allOf", {}) },
      $defs: (chain("allOf", {}) as { $defs: object }).$defs,
    });
    if (!ready.ok) throw new Error(ready.message);
    expect(ready.check({ deep: 1 }).fits).toBeUndefined();
    expect(ready.check({}).fits).toBe(true);
  });
});

describe("a schema", () => {
  test.each([
    ["that is none", 7, /has no schema at #/],
    ["with a type that is none", { type: "text" }, /no JSON schema/],
    ["with a part that is none", { properties: { a: "string" } }, /no schema at #\/properties\/a/],
    ["that leads elsewhere", { $ref: "https://example.com/s.json" }, /no place in it/],
    ["that leads to what is no schema", { $ref: "#/enum/0", enum: [{ type: "string" }] }, /no place in it/],
    ["with a name of its own", { $id: "https://example.com/s.json" }, /\$id at #, which is not followed/],
    ["with an expression that may look ahead", { pattern: "(?=a)" }, /looking ahead/],
    ["that is too large", { enum: ["x".repeat(70_000)] }, /at most 65536/],
    ["that is no JSON", { maximum: 1n }, /no JSON/],
  ])("%s is refused, with why", (_, schema, words) => {
    expect(fit(schema, 1)).toMatch(words);
  });

  test("never makes anything throw, whatever it is", () => {
    const words = fc.constantFrom("type", "properties", "items", "allOf", "$ref", "not", "enum", "pattern", "$defs");
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>("string", "number", "#", "#/items", "(a+)+", 1, true, null, []),
        fc.dictionary(words, tie("tree"), { maxKeys: 4 }),
        fc.array(tie("tree"), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.jsonValue(), (schema, value) => {
        expect([true, false, undefined, "string"]).toContain(
          typeof fit(schema, value) === "string" ? "string" : (fit(schema, value) as boolean),
        );
      }),
      { numRuns: 300 },
    );
  });
});
