import { z } from "zod";
import { FIXED_KEYS, writtenDocument } from "./document.ts";
import { isMapping } from "./merge.ts";

/** Where editors find the published schema. */
export const SCHEMA_ID = "https://bellwether.dev/schemas/contract-1.json";

/**
 * The contract document as a JSON Schema (draft 2020-12) for editors. It says the form only; what
 * a schema cannot say is checked by `bellwether contract check`.
 */
export function contractJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(writtenDocument, { target: "draft-2020-12", io: "input" });
  const properties = isMapping(schema.properties) ? schema.properties : {};
  const overlay = Object.fromEntries(
    Object.entries(properties).filter(([key]) => !FIXED_KEYS.some((fixed) => fixed === key)),
  );
  return {
    $schema,
    $id: SCHEMA_ID,
    title: "Bellwether contract",
    ...schema,
    properties: {
      ...properties,
      audiences: {
        ...(isMapping(properties["audiences"]) ? properties["audiences"] : {}),
        additionalProperties: { $ref: "#/$defs/overlay" },
      },
    },
    $defs: {
      overlay: { type: "object", additionalProperties: false, properties: withoutRequired(overlay) },
    },
  };
}

/** The schema as the text of the published file. */
export function contractJsonSchemaText(): string {
  return `${JSON.stringify(contractJsonSchema(), null, 2)}\n`;
}

/** The same schema with nothing required: an overlay holds parts only. Lists replace, so their items stay whole. */
function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (!isMapping(schema)) return schema;
  const entries = Object.entries(schema)
    .filter(([key, value]) => !(key === "required" && Array.isArray(value)))
    .map(([key, value]) => [key, key === "items" || key === "prefixItems" ? value : withoutRequired(value)]);
  return Object.fromEntries(entries);
}
