import { roleChanges } from "../role-changes.ts";
import type { DiffRule, Found } from "../rule.ts";
import { saidBy, sectionChanges } from "../sections.ts";

/** What the system prompt says is different. */
export const systemPromptChanged: DiffRule = {
  id: "SYSTEM_PROMPT_CHANGED",
  subject: "prompt",
  severity: "risky",
  pair: "SYSTEM_PROMPT_CHANGED",
  why: "a sentence more or less moves what the model does in places that nobody thought of",
  comply: "compare both prompts in a paired gate, and roll it out in stages",
  find: (comparison) =>
    roleChanges(comparison).flatMap((change) =>
      sectionChanges(change)
        .filter(({ before, after }) => saidBy(before) !== saidBy(after))
        .map(({ name, before, after }): Found => {
          const did = before === undefined ? "is new" : after === undefined ? "is gone" : "is another text";
          return {
            path: `${change.path}.system.${name}`,
            role: change.role,
            ...(before === undefined ? {} : { before: saidBy(before) }),
            ...(after === undefined ? {} : { after: saidBy(after) }),
            message: `the section ${name} of the system prompt of ${change.role} ${did}`,
          };
        }),
    ),
};
