import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** A conversation keeps the version that it began with. */
export const conversationPinned: DiffRule = {
  id: "CONVERSATION_PINNED",
  subject: "governance",
  severity: "safe",
  pair: "CONVERSATION_UNPINNED",
  why: "a new version reaches new conversations only",
  comply: "nothing has to be done",
  find: (comparison) =>
    steps(documentValues<string>(comparison, ["conversation"]), rankIn(["follow", "pinned"], "pinned"), "up").map(
      (change) => told(change, "what a conversation keeps"),
    ),
};
