import { PRICED, PRICES } from "../prices.ts";
import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";

/** Something costs less. */
export const priceLowered: DiffRule = {
  id: "PRICE_LOWERED",
  subject: "economics",
  severity: "safe",
  pair: "PRICE_RAISED",
  why: "a lower price may come from a lower quality of service elsewhere in this diff",
  comply: "nothing has to be done",
  find: (comparison) =>
    PRICES.flatMap((name) =>
      steps(documentValues<number>(comparison, ["economics", name]), (value) => value, "down").map((change) =>
        told(change, PRICED[name]),
      ),
    ),
};
