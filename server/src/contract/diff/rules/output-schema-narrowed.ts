import { outputSchemas } from "../output-schemas.ts";
import type { DiffRule } from "../rule.ts";

/** An answer may say less than before, as far as it can be told. */
export const outputSchemaNarrowed: DiffRule = {
  id: "OUTPUT_SCHEMA_NARROWED",
  subject: "output",
  severity: "breaking",
  pair: "OUTPUT_SCHEMA_WIDENED",
  why: "what the model has to say may find no place in its answer any more, and what reads the answer misses it",
  comply: "ship it as a major version, and tell those who read the answers",
  find: (comparison) => outputSchemas(comparison, "narrows"),
};
