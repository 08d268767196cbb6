import type { RequestInvariant } from "./invariant.ts";

/** What a request brings is whole: nothing in it says that something was taken away. */
export const truncationMarked: RequestInvariant = {
  id: "TRUNCATION_MARKED",
  incident: "results of tools were cleared and cut without a word, and an agent went on as if it had read them",
  check: ({ truncated }) => {
    const [first] = truncated;
    if (first === undefined) return undefined;
    const places = truncated.length === 1 ? "a message of the request" : `${truncated.length} messages of the request`;
    return { message: `${places} say that something was taken away ("${first}")`, now: truncated.length };
  },
};
