import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { z } from "zod";
import { testLab, textOf, user } from "./lab-fixture.ts";
import { valueFor } from "./schema-value.ts";

/** Schemas as programs write them, each with what is valid for it. */
const schema: fc.Arbitrary<z.ZodType> = fc.letrec<{ any: z.ZodType }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.record({ least: fc.nat(8), more: fc.nat(20) }).map(({ least, more }) =>
      z
        .string()
        .min(least)
        .max(least + more),
    ),
    fc.constantFrom<z.ZodType>(z.iso.date(), z.iso.datetime(), z.email(), z.uuid(), z.boolean(), z.null()),
    fc.record({ least: fc.integer({ min: -50, max: 50 }), more: fc.nat(9) }).map(({ least, more }) =>
      z
        .number()
        .int()
        .min(least)
        .max(least + more),
    ),
    fc
      .record({ least: fc.integer({ min: -50, max: 50 }), step: fc.constantFrom(1, 5, 10) })
      .map(({ least, step }) => z.number().min(least).multipleOf(step)),
    fc.constantFrom<z.ZodType>(z.enum(["a", "b"]), z.literal(7), z.union([z.string(), z.number()])),
    fc.record({ of: tie("any"), least: fc.nat(3) }).map(({ of, least }) => z.array(of).min(least)),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie("any"), { maxKeys: 4 }).map((shape) => z.strictObject(shape)),
    tie("any").map((of) => of.nullable()),
    fc.record({ a: tie("any") }).map(({ a }) => z.object({ a: a.optional() })),
  ),
})).any;

describe("a value for a schema", () => {
  test("is valid for it", () => {
    fc.assert(
      fc.property(schema, fc.string(), (type, words) => {
        const value = valueFor(z.toJSONSchema(type), words);
        expect(type.safeParse(value).error?.message).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test("follows references, also into themselves, and puts combinations together", () => {
    const node = {
      type: "object",
      required: ["name", "children"],
      properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "#/$defs/node" } } },
    };
    const value = valueFor({ $ref: "#/$defs/node", $defs: { node } }, "w");
    expect(value).toMatchObject({ name: "w" });
    const all = {
      allOf: [
        { type: "object", properties: { a: { const: 1 } }, required: ["a"] },
        { properties: { b: { enum: ["x"] } }, required: ["b"] },
      ],
    };
    expect(valueFor(all, "w")).toEqual({ a: 1, b: "x" });
  });

  test("is what a request for a form is answered with, in both formats", async () => {
    const { message, chat } = testLab();
    const title = z.strictObject({ title: z.string(), score: z.number().min(3) });
    const json = z.toJSONSchema(title);
    const format = { type: "json_schema", schema: json };
    for (const request of [{ output_config: { format } }, { output_format: format }]) {
      expect(
        title.parse(JSON.parse(textOf((await message({ messages: [user("name this")], ...request })).body))),
      ).toEqual({ title: "name this", score: 3 });
    }
    const ask = async (response_format: unknown) =>
      JSON.parse((await chat({ response_format })).body.choices[0]?.message.content ?? "") as unknown;
    expect(title.safeParse(await ask({ type: "json_schema", json_schema: { name: "t", schema: json } })).success).toBe(
      true,
    );
    expect(await ask({ type: "json_object" })).toBeObject();
  });
});
