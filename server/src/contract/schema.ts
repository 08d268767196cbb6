import { z } from "zod";
import { FIXED_KEYS, writtenDocument } from "./document.ts";
import { isMapping } from "./merge.ts";

/** Where zod refers to parts that are used more than once, and where their twins for overlays are. */
const PART = "#/$defs/";
const OVERLAY = "overlay-";

/**
 * The contract document as a JSON Schema (draft 2020-12) for editors. It says the form only; what
 * a schema cannot say is checked by `bellwether contract check`.
 */
export function contractJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, $defs, ...schema } = z.toJSONSchema(writtenDocument, {
    target: "draft-2020-12",
    io: "input",
    reused: "ref",
  });
  const properties = isMapping(schema.properties) ? schema.properties : {};
  const changeable = Object.entries(properties).filter(([key]) => !FIXED_KEYS.some((fixed) => fixed === key));
  const parts = Object.entries($defs ?? {});
  return {
    $schema,
    title: "Bellwether contract",
    ...schema,
    properties: {
      ...properties,
      audiences: {
        ...(isMapping(properties["audiences"]) ? properties["audiences"] : {}),
        additionalProperties: { $ref: `${PART}overlay` },
      },
    },
    $defs: {
      ...$defs,
      ...Object.fromEntries(parts.map(([name, part]) => [`${OVERLAY}${name}`, asOverlay(part)])),
      overlay: {
        type: "object",
        additionalProperties: false,
        properties: asOverlay(Object.fromEntries(changeable)),
      },
    },
  };
}

/** The schema as the text of the published file. */
export function contractJsonSchemaText(): string {
  return `${JSON.stringify(contractJsonSchema(), null, 2)}\n`;
}

/** The same schema with nothing required: an overlay holds parts only. Lists replace, so their items stay whole. */
function asOverlay(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asOverlay);
  if (!isMapping(schema)) return schema;
  const entries = Object.entries(schema)
    .filter(([key, value]) => !(key === "required" && Array.isArray(value)))
    .map(([key, value]) => {
      if (key === "items" || key === "prefixItems") return [key, value];
      if (key === "$ref" && typeof value === "string") return [key, value.replace(PART, `${PART}${OVERLAY}`)];
      return [key, asOverlay(value)];
    });
  return Object.fromEntries(entries);
}
