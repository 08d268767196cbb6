import { PRICED, PRICES } from "../prices.ts";
import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";

/** Something costs more. */
export const priceRaised: DiffRule = {
  id: "PRICE_RAISED",
  subject: "economics",
  severity: "risky",
  pair: "PRICE_LOWERED",
  why: "whoever pays by use pays more for the same",
  comply: "tell those it concerns before it is in force",
  find: (comparison) =>
    PRICES.flatMap((name) =>
      steps(documentValues<number>(comparison, ["economics", name]), (value) => value, "up").map((change) =>
        told(change, PRICED[name]),
      ),
    ),
};
