import type { BroughtContent } from "./content.ts";
import type { MessageFacts } from "./facts.ts";
import type { ScannedBody } from "./json/scan.ts";
import { asObject, type JsonObject, parsedBytes } from "./json/value.ts";

/**
 * Reads the messages of a list that stand behind its last answer, and none of those before: a history may be long.
 *
 * @param key of the list in the body.
 */
export function readBrought(
  body: ScannedBody,
  key: string,
  messages: readonly MessageFacts[],
  read: (message: JsonObject) => BroughtContent,
): readonly BroughtContent[] {
  const spans = body.arrays.get(key) ?? [];
  // Where they are not the same, nobody can tell which message is which.
  if (spans.length !== messages.length) return [];
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  return spans.slice(last + 1).flatMap(({ start, end }) => {
    const message = asObject(parsedBytes(body.bytes.subarray(start, end)));
    const content = message === undefined ? undefined : read(message);
    return content === undefined || (content.said === "" && content.results.length === 0) ? [] : [content];
  });
}
