import type { Random } from "../provider/seeded.ts";
import { endOf, marked, type Message, spoken, withoutReasoning } from "./history.ts";
import { IDENTITY, LENGTH_LIMITS, SEARCHER, SUMMARISE, SUMMARISER, TITLER } from "./prompts.ts";
import { toolsOf } from "./tools.ts";
import type { Traits } from "./traits.ts";

type Body = Readonly<Record<string, unknown>>;

/** Who speaks in the product, and by which model. */
export const MODELS = { main: "claude-opus-4-6", small: "claude-haiku-4-5" } as const;

/**
 * A request of the main voice.
 *
 * @param keep turns of which reasoning is kept; undefined for all.
 */
export function mainRequest(
  traits: Traits,
  history: readonly Message[],
  keep: number | undefined,
  random: Random,
): Body {
  const { tools, prompt, verbosity, ttl, effort, truncate } = traits;
  const definitions = toolsOf(traits);
  const cached = { type: "ephemeral", ttl };
  const identity = prompt === "fixed" ? IDENTITY : `Request ${Math.floor(random() * 1e9)}.\n${IDENTITY}`;
  return {
    model: MODELS.main,
    max_tokens: 8_000,
    thinking: { type: "adaptive" },
    output_config: { effort },
    context_management: {
      edits: [
        {
          type: "clear_thinking_20251015",
          keep: keep === undefined ? "all" : { type: "thinking_turns", value: keep },
        },
      ],
    },
    system: [
      ...(verbosity === "full" ? [] : [{ type: "text", text: LENGTH_LIMITS }]),
      { type: "text", text: identity, cache_control: cached },
    ],
    tools: tools === "fixed" ? definitions : shuffled(definitions, random),
    messages: marked(truncate === undefined ? history : endOf(history, truncate), cached),
  };
}

/** A request of the voice that looks for something. */
export function searchRequest({ searcher, effort }: Traits, question: string): Body {
  const own = searcher === "own";
  return {
    model: own ? MODELS.small : MODELS.main,
    max_tokens: 2_000,
    thinking: { type: "disabled" },
    output_config: { effort: own ? "low" : effort },
    system: [{ type: "text", text: SEARCHER }],
    messages: [spoken(question)],
  };
}

/** A request of the voice that names sessions. */
export function titleRequest(said: string): Body {
  return {
    model: MODELS.small,
    max_tokens: 100,
    thinking: { type: "disabled" },
    system: [{ type: "text", text: TITLER }],
    messages: [spoken(said)],
  };
}

/** A request of the voice that sums conversations up. Providers want the tools of the calls that a history has. */
export function summaryRequest(traits: Traits, history: readonly Message[]): Body {
  return {
    model: MODELS.main,
    max_tokens: 4_000,
    thinking: { type: "disabled" },
    output_config: { effort: "high" },
    system: [{ type: "text", text: SUMMARISER }],
    tools: toolsOf(traits),
    messages: [...history.map(withoutReasoning), spoken(SUMMARISE)],
  };
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
