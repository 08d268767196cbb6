import type { AnswerInvariant } from "./invariant.ts";

/** What fewer than one in a hundred at the same effort had is odd. */
const ODD = 0.01;
/** What so many in a hundred at another effort have is that effort's. */
const COMMON = 0.1;

/** So much reasoning is nothing unusual at the effort that was asked for; else it is odd there, and common at another one. */
export const effortImplausible: AnswerInvariant = {
  id: "EFFORT_IMPLAUSIBLE",
  incident: "an upstream passed over the effort that it was asked for",
  check: ({ reasoned }) => {
    const likelier = reasoned?.usual?.likelier;
    if (reasoned?.usual === undefined || likelier === undefined) return undefined;
    const { effort, tokens, usual } = reasoned;
    if (usual.share >= ODD || likelier.share < COMMON) return undefined;
    const there = `${Math.round(100 * likelier.share)} % at effort ${likelier.effort}`;
    return {
      message: `${tokens} tokens of reasoning are odd at effort ${effort}: fewer than 1 % of its answers had about as much, and ${there}`,
      before: likelier.effort,
      now: effort,
    };
  },
};
