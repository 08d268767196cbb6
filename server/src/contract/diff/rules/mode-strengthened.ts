import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** More of what departs from the contract is refused. */
export const modeStrengthened: DiffRule = {
  id: "MODE_STRENGTHENED",
  subject: "governance",
  severity: "risky",
  pair: "MODE_WEAKENED",
  why: "clients that depart today are refused from now on",
  comply: "look at the violations of today before it is shipped (bellwether query --by violations)",
  find: (comparison) =>
    steps(documentValues<string>(comparison, ["mode"]), rankIn(["observe", "verify", "enforce"]), "up").map((change) =>
      told(change, "the mode"),
    ),
};
