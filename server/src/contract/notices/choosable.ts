import type { Contract } from "../contract.ts";
import { dayOf } from "../day.ts";
import type { Subject } from "../diff/rule.ts";
import { delegationAt } from "./entries.ts";
import type { ChoosableField, NoticeChoice, NoticeEntry } from "./notice.ts";
import { CHOICE_LASTS_MS, type NoticeTerms } from "./terms.ts";

/**
 * What the gateway can hold a tenant's traffic to as it was before. A price, a promise or the
 * product's own steps are not made by the gateway, and what governs a surface is nobody's choice.
 */
const CHOOSABLE: ReadonlySet<Subject> = new Set<Subject>([
  ...(["model", "fallback", "delegation", "routing", "reasoning"] as const),
  ...(["prompt", "output", "tools", "context", "cache"] as const),
]);

/**
 * What tenants may choose of some changes: each delegation whose rule says `opt`, and everything
 * that is not safe where whoever made the change offers it.
 *
 * @param at milliseconds, from which an offer without a sunset lasts.
 */
export function choiceOf(
  entries: readonly NoticeEntry[],
  before: Contract,
  after: Contract,
  terms: NoticeTerms,
  at: number,
): NoticeChoice | undefined {
  const fields = new Map<string, ChoosableField>();
  for (const { path, subject, severity } of entries) {
    const rule = delegationAt(path, after) ?? delegationAt(path, before);
    if (rule?.opt !== undefined) {
      // A rule of delegation holds whole or not at all.
      const place = path.replace(/(\])\..*$/, "$1");
      fields.set(place, {
        path: place,
        opt: rule.opt,
        ...(rule.margin === undefined ? {} : { margin: rule.margin }),
      });
    } else if (terms.opt !== undefined && severity !== "safe" && CHOOSABLE.has(subject)) {
      const { opt, margin } = terms;
      fields.set(path, { path, opt, ...(margin === undefined ? {} : { margin }) });
    }
  }
  if (fields.size === 0) return undefined;
  const sunset = terms.sunset ?? (terms.opt === undefined ? undefined : dayOf(at + CHOICE_LASTS_MS));
  return { fields: [...fields.values()], ...(sunset === undefined ? {} : { sunset }) };
}
