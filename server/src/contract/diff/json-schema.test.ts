import { describe, expect, test } from "bun:test";
import { compareSchemas } from "./json-schema.ts";

/** What differs, as `effect at.its.place`. */
function differences(before: unknown, after: unknown): readonly string[] {
  return compareSchemas(before, after).map(({ effect, path }) => `${effect} ${path.join(".")}`);
}

/** Checks what narrows from one schema to the other, and that the same widens back. */
function narrows(before: unknown, after: unknown, ...places: readonly string[]): void {
  expect(differences(before, after)).toEqual(places.map((place) => `narrows ${place}`));
  expect(differences(after, before)).toEqual(places.map((place) => `widens ${place}`));
}

/** Checks that a difference cannot be told to narrow or to widen, so that it is both, both ways. */
function isBoth(before: unknown, after: unknown, place: string): void {
  for (const found of [differences(before, after), differences(after, before)]) {
    expect(found).toEqual([`narrows ${place}`, `widens ${place}`]);
  }
}

const object = (properties: object, rest: object = {}): object => ({ type: "object", properties, ...rest });
const q = (schema: unknown): object => object({ q: schema });

describe("a JSON Schema", () => {
  test("narrows where it accepts fewer types", () => {
    narrows({ type: ["string", "null"] }, { type: "string" }, "type");
    narrows({ type: "number" }, { type: "integer" }, "type");
    narrows({ title: "x", minLength: 1 }, { title: "x", minLength: 1, type: "string" }, "type");
    narrows({ type: "string", nullable: true }, { type: "string" }, "nullable");
    isBoth({ type: "string" }, { type: "integer" }, "type");
  });

  test("narrows where it accepts fewer values", () => {
    narrows({ enum: ["a", "b"] }, { enum: ["a"] }, "enum");
    narrows({ type: "string" }, { type: "string", enum: ["a"] }, "enum");
    narrows({ enum: ["a", "b"] }, { const: "a" }, "enum");
    isBoth({ const: "a" }, { const: "b" }, "const");
    isBoth({ type: "string" }, { enum: ["a", 1] }, "enum");
  });

  test("narrows where a bound moves in, or is new", () => {
    narrows({ type: "number", minimum: 1 }, { type: "number", minimum: 2 }, "minimum");
    narrows({ type: "number", minimum: 1 }, { type: "number", exclusiveMinimum: 1 }, "minimum");
    narrows({ type: "number", maximum: 2 }, { type: "number", maximum: 1 }, "maximum");
    narrows({ type: "number" }, { type: "number", exclusiveMaximum: 1 }, "exclusiveMaximum");
    narrows({ type: "string", maxLength: 5 }, { type: "string", maxLength: 4 }, "maxLength");
    narrows({ type: "array" }, { type: "array", minItems: 1, uniqueItems: true }, "minItems", "uniqueItems");
    narrows({ type: "number", multipleOf: 2 }, { type: "number", multipleOf: 4 }, "multipleOf");
    isBoth({ type: "number", multipleOf: 4 }, { type: "number", multipleOf: 6 }, "multipleOf");
    isBoth({ type: "number", exclusiveMinimum: true }, { type: "number", exclusiveMinimum: 1 }, "exclusiveMinimum");
  });

  test("narrows where a pattern or a format is new; which of two accepts more is not told", () => {
    narrows({ type: "string" }, { type: "string", pattern: "^a" }, "pattern");
    narrows({ type: "string" }, { type: "string", format: "date" }, "format");
    isBoth({ type: "string", pattern: "^a" }, { type: "string", pattern: "^ab" }, "pattern");
  });

  test("narrows where a property has to be there, or may not be there any more", () => {
    narrows(q({}), object({ q: {} }, { required: ["q"] }), "required.q");
    narrows(object({ q: {}, r: {} }), q({}), "properties.r");
    narrows(object({}), object({}, { additionalProperties: false }), "additionalProperties");
  });

  test("widens with one more property, unless others were accepted as anything", () => {
    narrows(
      object({ q: {}, r: { type: "string" } }, { additionalProperties: false }),
      object({ q: {} }, { additionalProperties: false }),
      "properties.r",
    );
    narrows(
      object({}, { additionalProperties: true }),
      object({ r: { type: "string" } }, { additionalProperties: true }),
      "properties.r",
    );
    expect(
      differences(
        object({}, { additionalProperties: { type: "string" } }),
        object({ r: { type: "string" } }, { additionalProperties: { type: "string" } }),
      ),
    ).toEqual(["describes properties.r"]);
  });

  test("is compared inside of properties, items and definitions", () => {
    narrows(q(q({ type: "string" })), q(q({ type: "string", minLength: 1 })), "properties.q.properties.q.minLength");
    narrows({ type: "array", items: { enum: [1, 2] } }, { type: "array", items: { enum: [1] } }, "items.enum");
    narrows({ type: "array" }, { type: "array", items: { type: "string" } }, "items");
    const part = (schema: object): object => ({ ...q({ $ref: "#/$defs/part" }), $defs: { part: schema } });
    narrows(part({ type: "string" }), part({ type: "string", maxLength: 3 }), "properties.q.maxLength");
    narrows(q({ type: "string" }), part({ type: "string", maxLength: 3 }), "properties.q.maxLength");
  });

  test("follows references that lead in circles, and tells a difference behind them once", () => {
    const tree = (label: object): object => ({
      $ref: "#/$defs/node",
      $defs: {
        node: object({ label, next: { $ref: "#/$defs/node" }, other: { $ref: "#/$defs/node", description: "x" } }),
      },
    });
    const found = differences(tree({ type: "string" }), tree({ type: "string", minLength: 1 }));
    expect(found[0]).toBe("narrows properties.label.minLength");
    expect(found.length).toBeLessThan(4);
    expect(differences({ $ref: "#" }, { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }).length).toBe(2);
  });

  test("says of a reference that leads elsewhere only whether it is the same", () => {
    isBoth(q({ $ref: "https://example.com/a.json" }), q({ $ref: "https://example.com/b.json" }), "properties.q");
    narrows(
      object({ q: { $ref: "https://example.com/a.json" }, r: {} }),
      q({ $ref: "https://example.com/a.json" }),
      "properties.r",
    );
  });

  test("widens with one more of anyOf, and narrows with one more of allOf", () => {
    const [text, none, short] = [{ type: "string" }, { type: "null" }, { type: "string", maxLength: 3 }];
    narrows({ anyOf: [text, none] }, { anyOf: [text] }, "anyOf.1");
    narrows({ anyOf: [text, none] }, text, "anyOf.1");
    narrows({ oneOf: [none, text] }, { oneOf: [none, short] }, "oneOf.1.maxLength");
    narrows({ allOf: [text] }, { allOf: [text, { minLength: 1 }] }, "allOf.1");
    isBoth({ anyOf: [text, none] }, { anyOf: [{ type: "integer" }] }, "anyOf");
  });

  test("narrows with a condition that is new, whatever it is", () => {
    narrows({ type: "string" }, { type: "string", not: { const: "a" } }, "not");
    narrows({ type: "object" }, { type: "object", propertyNames: { maxLength: 3 } }, "propertyNames");
    isBoth({ type: "object", not: { required: ["a"] } }, { type: "object", not: { required: ["b"] } }, "not");
  });

  test("accepts anything as true or {}, and nothing as false", () => {
    narrows(q(true), q({ type: "string" }), "properties.q");
    narrows(q({}), q(false), "properties.q");
    narrows(q({ type: "string" }), q({ not: {} }), "properties.q");
  });

  test("is both ways another where a keyword is not known", () => {
    isBoth({ type: "array", prefixItems: [{}] }, { type: "array", prefixItems: [{}, {}] }, "prefixItems");
    isBoth({ type: "string" }, { type: "string", constructor: 1 }, "constructor");
  });

  test("only describes otherwise where words change, and no value", () => {
    expect(differences(q({ description: "a" }), q({ description: "b" }))).toEqual([
      "describes properties.q.description",
    ]);
    expect(differences({ type: "string" }, { type: "string", default: "a", "x-order": 1 })).toEqual([
      "describes default",
      "describes x-order",
    ]);
    expect(differences({ type: "string" }, { type: ["string"] })).toEqual(["describes "]);
    expect(differences({ minimum: 0, type: "string" }, { type: "string", minimum: 0 })).toEqual([]);
  });
});
