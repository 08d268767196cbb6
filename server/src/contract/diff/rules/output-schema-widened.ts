import { outputSchemas } from "../output-schemas.ts";
import type { DiffRule } from "../rule.ts";

/** An answer may say more than before, as far as it can be told. */
export const outputSchemaWidened: DiffRule = {
  id: "OUTPUT_SCHEMA_WIDENED",
  subject: "output",
  severity: "risky",
  pair: "OUTPUT_SCHEMA_NARROWED",
  why: "whoever reads the answers meets values that there were not before",
  comply: "tell those who read the answers before it is in force",
  find: (comparison) => outputSchemas(comparison, "widens"),
};
