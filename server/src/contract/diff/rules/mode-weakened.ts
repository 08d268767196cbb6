import type { DiffRule } from "../rule.ts";
import { documentValues, steps, told } from "../value-changes.ts";
import { rankIn } from "../values.ts";

/** Less of what departs from the contract is refused. */
export const modeWeakened: DiffRule = {
  id: "MODE_WEAKENED",
  subject: "governance",
  severity: "breaking",
  pair: "MODE_STRENGTHENED",
  why: "what was refused is now answered, and nobody who relied on the refusal is told",
  comply: "ship it as a major version, and watch violations",
  find: (comparison) =>
    steps(documentValues<string>(comparison, ["mode"]), rankIn(["observe", "verify", "enforce"]), "down").map(
      (change) => told(change, "the mode"),
    ),
};
