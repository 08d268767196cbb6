import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { writtenDocument } from "./document.ts";
import { isMapping } from "./merge.ts";
import { contractJsonSchema, contractJsonSchemaText } from "./schema.ts";

const published = `${import.meta.dirname}/../../../docs/contract.schema.json`;

describe("the published schema", () => {
  test("is current", () => {
    expect(readFileSync(published, "utf8")).toBe(contractJsonSchemaText());
  });

  test("knows every key of the document, and no other", () => {
    const { properties, additionalProperties } = contractJsonSchema();
    expect(Object.keys(properties as object).sort()).toEqual(Object.keys(writtenDocument.shape).sort());
    expect(additionalProperties).toBe(false);
  });

  test("refers to nothing that it does not hold", () => {
    const { $defs } = contractJsonSchema();
    const names = Object.keys($defs as object);
    for (const [, name = ""] of contractJsonSchemaText().matchAll(/"#\/\$defs\/([^"]+)"/g))
      expect(names).toContain(name);
  });

  test("requires nothing in an audience's overlay, and lets it change no fixed key", () => {
    const { $defs } = contractJsonSchema();
    const overlay = isMapping($defs) ? $defs["overlay"] : undefined;
    expect(JSON.stringify(overlay)).not.toContain('"required":[');
    const properties = isMapping(overlay) && isMapping(overlay["properties"]) ? Object.keys(overlay["properties"]) : [];
    expect(properties).toContain("roles");
    expect(properties).not.toContain("version");
  });
});
