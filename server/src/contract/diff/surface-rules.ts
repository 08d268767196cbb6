import type { RuleText } from "./rule.ts";

/** A surface of which a directory holds no contract any more. */
export const SURFACE_REMOVED: RuleText = {
  id: "SURFACE_REMOVED",
  subject: "governance",
  severity: "breaking",
  pair: "SURFACE_ADDED",
  why: "whoever calls the surface finds no contract, and nothing says any more what it does",
  comply: "announce it, wait until nothing calls it, and waive this with a date",
};

/** A request that two versions treat otherwise, though no rule takes what changed seriously. */
export const UNEXPLAINED_BEHAVIOUR_CHANGE: RuleText = {
  id: "UNEXPLAINED_BEHAVIOUR_CHANGE",
  subject: "governance",
  severity: "breaking",
  pair: "UNEXPLAINED_BEHAVIOUR_CHANGE",
  why: "what is sent for the same request is not what was sent, and nobody who reads the diff can tell",
  comply:
    "look at the witness, and find out what in the contract does it; where it is meant, say so by a version that shows it",
};

/** A surface of which a directory holds a contract for the first time. */
export const SURFACE_ADDED: RuleText = {
  id: "SURFACE_ADDED",
  subject: "governance",
  severity: "safe",
  pair: "SURFACE_REMOVED",
  why: "nobody relies on it yet; from now on every change of it is compared",
  comply: "nothing has to be done",
};
