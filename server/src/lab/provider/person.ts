import { goalIn } from "../../scenario/person.ts";
import { asList, asObject, asText } from "../../wire/json/value.ts";

/**
 * What a person says whom the lab was told to play: the sentences of the goal, one after the other, and the last one
 * again where that was not enough.
 *
 * @returns undefined where it plays nobody.
 */
export function personSays(history: readonly unknown[]): string | undefined {
  const messages = history.map(asObject);
  const told = messages.find((message) => message?.role === "user");
  const goal = goalIn(textOf(told?.content ?? told?.parts ?? told?.blocks));
  if (goal === undefined) return undefined;
  const sentences = goal.match(/[^.!?]+[.!?]*/g)?.map((sentence) => sentence.trim()) ?? [];
  const said = messages.filter((message) => message?.role === "assistant" || message?.role === "model").length;
  return sentences.filter((sentence) => sentence !== "")[Math.min(said, sentences.length - 1)] ?? goal;
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return asList(content)
    .map((block) => asText(asObject(block)?.text) ?? "")
    .join("");
}
