import type { RequestInvariant } from "./invariant.ts";

/** Every reasoning block that was returned in this part of the session is in the next request. */
export const reasoningDropped: RequestInvariant = {
  id: "REASONING_DROPPED",
  incident: "a gateway between an agent and its model stripped the thinking blocks between turns",
  check: ({ begins, reasoning: { expected, missing }, promises }) => {
    if (!promises.reasoning || begins !== undefined || missing === 0) return undefined;
    return {
      message: `${missing} of the ${expected} reasoning blocks that were returned in this part of the session are not in the request`,
      before: expected,
      now: expected - missing,
    };
  },
};
