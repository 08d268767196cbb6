import type { AnswerInvariant } from "./invariant.ts";

/** Tokens that images by address, tools of the provider and framing may add beside what a request's bytes can hold. */
const SLACK = 4_000;

/** What a request adds to the one before is no more than its bytes can hold: no token is shorter than a byte. */
export const tokensUnexplained: AnswerInvariant = {
  id: "TOKENS_UNEXPLAINED",
  incident: "twenty thousand hidden tokens were put in front of every request",
  check: ({ expected: { size }, complete, usage, requestBytes }) => {
    if (size === undefined || !complete || usage === undefined) return undefined;
    const [tokens, bytes] = [usage.input - size.tokens, Math.max(0, requestBytes - size.bytes)];
    if (tokens <= bytes + SLACK) return undefined;
    return {
      message: `the request has ${tokens} tokens more than the one before, and ${bytes} bytes: they cannot hold as many`,
      before: size.tokens,
      now: usage.input,
    };
  },
};
