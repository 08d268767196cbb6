import type { AnswerInvariant } from "./invariant.ts";

/** What providers take a smaller limit of tokens for. */
const LEAST_TOKENS = 16;

/** What a request asks for reaches the model: where a provider says what it went by, it is that. */
export const fieldDropped: AnswerInvariant = {
  id: "FIELD_DROPPED",
  incident: "a translation between two formats lost response_format, and programs got prose instead of JSON",
  check: ({ echoed, complete }) => {
    const dropped = complete
      ? echoed.find(({ asked, served }) => asked !== served && !raised(asked, served))
      : undefined;
    if (dropped === undefined) return undefined;
    const { field, asked, served } = dropped;
    return {
      message: `${field} was asked for as ${asked}, and the provider went by ${served ?? "none"}`,
      before: asked,
      now: served ?? "none",
    };
  },
};

/** Whether a limit that is too small for the provider was raised to its least. */
function raised(asked: string | number, served: string | number | undefined): boolean {
  return typeof asked === "number" && typeof served === "number" && asked < served && served <= LEAST_TOKENS;
}
