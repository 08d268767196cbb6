import { toolSchemas } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A tool takes fewer arguments than before, as far as it can be told. */
export const toolSchemaTightened: DiffRule = {
  id: "TOOL_SCHEMA_TIGHTENED",
  subject: "tools",
  severity: "breaking",
  pair: "TOOL_SCHEMA_LOOSENED",
  why: "calls that were right are refused, and the model has to find another way to say the same",
  comply: "keep accepting the old arguments for a while, or ship it as a major version and look at failed calls",
  find: (comparison) => toolSchemas(comparison, "narrows"),
};
