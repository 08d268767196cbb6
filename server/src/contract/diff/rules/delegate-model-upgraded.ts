import { delegateEfforts } from "../delegates.ts";
import type { DiffRule } from "../rule.ts";

/** Behind an unchanged delegation the delegate reasons with more effort. */
export const delegateModelUpgraded: DiffRule = {
  id: "DELEGATE_MODEL_UPGRADED",
  subject: "delegation",
  severity: "risky",
  pair: "DELEGATE_MODEL_DOWNGRADED",
  why: "delegated answers take longer and cost more, so the delegation saves less than it says",
  comply: "look at latency and cost, and write down what the delegation saves now",
  find: (comparison) => delegateEfforts(comparison, "up"),
};
