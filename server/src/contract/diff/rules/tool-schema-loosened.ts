import { toolSchemas } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A tool takes more arguments than before, as far as it can be told. */
export const toolSchemaLoosened: DiffRule = {
  id: "TOOL_SCHEMA_LOOSENED",
  subject: "tools",
  severity: "safe",
  pair: "TOOL_SCHEMA_TIGHTENED",
  why: "every call that was right still is; the model may make others too",
  comply: "nothing; check that the tool can take the new arguments",
  find: (comparison) => toolSchemas(comparison, "widens"),
};
