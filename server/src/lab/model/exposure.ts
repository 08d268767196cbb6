import { isSpoken } from "../provider/anthropic/history.ts";
import type { LabMessage } from "../provider/anthropic/request.ts";
import type { SeenRequest } from "../provider/mind.ts";
import type { JsonObject } from "../../wire/json/value.ts";
import { limitsIn, type WordLimits } from "./word-limits.ts";
import type { Exposure } from "./success.ts";

/** Words that the lab's model says between calls where nobody limits them, on the mean. */
export const USUAL_WORDS_BETWEEN = 70;
/** The limit at which nothing more is lost by a tighter one. */
const TIGHTEST = 25;

/** What a request gives its model to go by. */
export function exposureOf(seen: SeenRequest): Exposure {
  const { effort, thinks, history, tokens, model, system } = seen;
  return {
    effort,
    reasoningLost: thinks ? reasoningLost(history) : 0,
    capped: tightness(limitsIn(system)),
    contextTokens: tokens,
    tier: /haiku/i.test(model) ? "small" : /sonnet/i.test(model) ? "middle" : "large",
    delegated: delegatedIn(history),
  };
}

/** The part of earlier turns' answers that have no reasoning any more. */
export function reasoningLost(history: readonly LabMessage[]): number {
  const now = history.findLastIndex(isSpoken);
  const earlier = history.slice(0, Math.max(0, now)).filter(({ role }) => role === "assistant");
  if (earlier.length === 0) return 0;
  return earlier.filter(({ blocks }) => !blocks.some(isReasoning)).length / earlier.length;
}

function tightness({ between }: WordLimits): number {
  if (between === undefined || between >= USUAL_WORDS_BETWEEN) return 0;
  return Math.min(1, (USUAL_WORDS_BETWEEN - between) / (USUAL_WORDS_BETWEEN - TIGHTEST));
}

/** Whether a sub-agent's report is a part of this turn. */
function delegatedIn(history: readonly LabMessage[]): boolean {
  const now = history.findLastIndex(isSpoken);
  return history
    .slice(now + 1)
    .some(({ blocks }) => blocks.some(({ type, name }) => type === "tool_use" && name === "ask_searcher"));
}

function isReasoning({ type }: JsonObject): boolean {
  return type === "thinking" || type === "redacted_thinking";
}
