import { toolKinds } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** A tool counts as one of another kind. */
export const toolKindChanged: DiffRule = {
  id: "TOOL_KIND_CHANGED",
  subject: "tools",
  severity: "safe",
  pair: "TOOL_KIND_CHANGED",
  why: "behaviour signals such as reads per edit move, though nothing else does",
  comply: "nothing; do not compare these signals across the change",
  find: toolKinds,
};
