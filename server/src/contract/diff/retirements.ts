import type { Contract } from "../contract.ts";
import { modelChanges } from "./models.ts";
import type { Comparison, Found } from "./rule.ts";
import { shown } from "./values.ts";

const DAY_MS = 86_400_000;

/** How many days ahead a retirement is soon. */
export const SOON_DAYS = 90;

/** A day of retirement that comes soon, one that was soon and is not any more, or one that never was. */
export type RetirementStep = "sooner" | "later" | "distant";

/** How the day on which a role's model is taken away changed. Of the two days the earlier decides how near it is. */
export function retirementSteps(comparison: Comparison, step: RetirementStep): readonly Found[] {
  const horizon = comparison.now + SOON_DAYS * DAY_MS;
  return modelChanges(comparison).flatMap(({ role, path, models }) => {
    const [from, to] = [models.before.retires, models.after.retires];
    const [was, is] = [dayOf(from), dayOf(to)];
    if (was === is) return [];
    const actual = Math.min(was, is) > horizon ? "distant" : is < was ? "sooner" : "later";
    if (actual !== step) return [];
    const message = `the day on which the model of ${role} retires changed from ${shown(from)} to ${shown(to)}`;
    return [{ path: `${path}.model.retires`, role, before: from, after: to, message }];
  });
}

/** The roles whose model is taken away soon, or was already: a sentence each. */
export function nearRetirements(contract: Contract, now: number): readonly string[] {
  return Object.entries(contract.base.roles).flatMap(([role, { model }]) => {
    const day = dayOf(model?.retires);
    if (day > now + SOON_DAYS * DAY_MS) return [];
    const left = Math.ceil((day - now) / DAY_MS);
    const when =
      left > 0 ? `in ${left} ${left === 1 ? "day" : "days"}` : `${-left} ${left === -1 ? "day" : "days"} ago`;
    return [`the model of ${role} retires on ${model?.retires ?? ""}, ${when}: contract its successor before that`];
  });
}

function dayOf(date: string | undefined): number {
  return date === undefined ? Number.POSITIVE_INFINITY : Date.parse(date);
}
