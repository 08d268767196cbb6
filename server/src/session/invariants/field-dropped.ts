import type { AnswerInvariant } from "./invariant.ts";

/** What a request asks for reaches the model: where a provider says what it went by, it is that. */
export const fieldDropped: AnswerInvariant = {
  id: "FIELD_DROPPED",
  incident: "a translation between two formats lost response_format, and programs got prose instead of JSON",
  check: ({ echoed, complete }) => {
    const dropped = complete ? echoed.find(({ asked, served }) => asked !== served) : undefined;
    if (dropped === undefined) return undefined;
    const { field, asked, served } = dropped;
    return {
      message: `${field} was asked for as ${asked}, and the provider went by ${served}`,
      before: asked,
      now: served,
    };
  },
};
