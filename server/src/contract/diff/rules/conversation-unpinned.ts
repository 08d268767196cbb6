import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** A conversation may change its version on its way. */
export const conversationUnpinned: DiffRule = {
  id: "CONVERSATION_UNPINNED",
  subject: "governance",
  severity: "breaking",
  pair: "CONVERSATION_PINNED",
  why: "the same conversation is answered in two ways; its cache is lost in the middle",
  comply: "keep conversations pinned, or ship it as a major version",
  find: (comparison) =>
    steps(documentValues<string>(comparison, ["conversation"]), rankIn(["follow", "pinned"], "pinned"), "down").map(
      (change) => told(change, "what a conversation keeps"),
    ),
};
