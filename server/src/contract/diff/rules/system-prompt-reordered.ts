import { roleChanges } from "../role-changes.ts";
import type { DiffRule } from "../rule.ts";
import { sectionChanges } from "../sections.ts";

/** The sections of the system prompt stand in another order. */
export const systemPromptReordered: DiffRule = {
  id: "SYSTEM_PROMPT_REORDERED",
  subject: "prompt",
  severity: "risky",
  pair: "SYSTEM_PROMPT_REORDERED",
  why: "what stands first and last weighs more, and everything behind the first section that moved is cached anew",
  comply: "keep the order, or compare both in a paired gate",
  find: (comparison) =>
    roleChanges(comparison).flatMap((change) => {
      const pairs = sectionChanges(change).filter(({ before, after }) => before !== undefined && after !== undefined);
      const order = (side: "before" | "after"): readonly string[] => {
        const sections: readonly unknown[] = change[side].system ?? [];
        return [...pairs].sort((a, b) => sections.indexOf(a[side]) - sections.indexOf(b[side])).map(({ name }) => name);
      };
      const [from, to] = [order("before"), order("after")];
      if (from.join("\n") === to.join("\n")) return [];
      const message = `the sections of the system prompt of ${change.role} stand in another order: ${to.join(", ")}; it was ${from.join(", ")}`;
      return [{ path: `${change.path}.system.order`, role: change.role, before: from, after: to, message }];
    }),
};
