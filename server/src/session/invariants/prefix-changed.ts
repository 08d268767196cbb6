import type { RequestInvariant } from "./invariant.ts";

/** A request goes on from the one before: its messages stand, and so do the bytes of its prompt and its tools. */
export const prefixChanged: RequestInvariant = {
  id: "PREFIX_CHANGED",
  incident: "a nonce in the system prompt, and a resume that put the history into another order, broke the cache",
  check: ({ begins, prefixStable, bytesChanged }) => {
    if (begins === "rewrite")
      return { message: "the history does not begin as the one before, and nobody asked for it to be summarised" };
    if (begins !== undefined || !prefixStable || !bytesChanged) return undefined;
    return { message: "the bytes of system prompt or tools are others than in the request before" };
  },
};
