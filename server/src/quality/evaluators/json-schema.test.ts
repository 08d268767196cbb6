import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { jsonSchema } from "./json-schema.ts";

const judge = (settings: unknown, text: string) => {
  const prepared = jsonSchema.prepare("shape", settings);
  return prepared.ok ? prepared.judge({ text }) : prepared;
};
const SCHEMA = { type: "object", properties: { total: { type: "number", minimum: 0 } }, required: ["total"] };

describe("an answer that has to be JSON of a schema", () => {
  test("is good where it is, and it is said where it is not", () => {
    expect(judge({ schema: SCHEMA }, '{"total": 3}')).toMatchObject({ outcome: "judged", value: 1 });
    expect(judge({ schema: SCHEMA }, '{"total": -3}')).toMatchObject({ value: 0, why: "/total must be >= 0" });
    expect(judge({ schema: SCHEMA }, "Sure! Here it is.")).toMatchObject({ value: 0, why: "it is no JSON" });
  });

  test("may stand between fences where that is allowed alone", () => {
    const text = '```json\n{"total": 3}\n```';
    expect(judge({ schema: SCHEMA }, text)).toMatchObject({ value: 0 });
    expect(judge({ schema: SCHEMA, fence: "allowed" }, text)).toMatchObject({ value: 1 });
  });

  test("is not judged where schema and answer make endless work", () => {
    expect(judge({ schema: { $ref: "#" } }, "1")).toMatchObject({
      outcome: "unjudged",
      why: expect.stringContaining("too many steps"),
    });
  });

  test("takes a schema that is one", () => {
    expect(judge({ schema: { type: "text" } }, "1")).toMatchObject({ ok: false, place: "schema" });
    expect(judge({}, "1")).toMatchObject({ ok: false, place: "schema" });
  });

  test("is judged or not, and never throws, whatever it says", () => {
    const prepared = jsonSchema.prepare("shape", { schema: { ...SCHEMA, additionalProperties: { $ref: "#" } } });
    if (!prepared.ok) throw new Error(prepared.message);
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const judged = prepared.judge({ text });
        expect(judged.outcome !== "judged" || judged.value === 0 || judged.value === 1).toBe(true);
      }),
    );
    expect(prepared.judge({ text: '{"a":'.repeat(20_000) })).toMatchObject({ value: 0 });
    expect(prepared.judge({ text: `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}` }).why.length).toBeLessThan(300);
  });
});
