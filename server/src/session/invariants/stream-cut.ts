import type { AnswerInvariant } from "./invariant.ts";

/** A stream ends as its format says. One that its client left is no cut. */
export const streamCut: AnswerInvariant = {
  id: "STREAM_CUT",
  incident: "streams that broke off were passed on with an invented end, and half an answer was taken for one",
  check: ({ outcome }) => (outcome === "cut" ? { message: "the answer broke off before its end" } : undefined),
};
