import type { BroughtContent } from "./content.ts";
import type { MessageFacts } from "./facts.ts";
import type { ScannedBody, Span } from "./json/scan.ts";
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
  return spans.slice(last + 1).flatMap((span) => {
    const message = asObject(readAt(body, span));
    const content = message === undefined ? undefined : read(message);
    return content === undefined || (content.said === "" && content.results.length === 0) ? [] : [content];
  });
}

/** The value at a place; where it is what was parsed last of the body, it is at hand. */
export function readAt({ bytes, latest }: ScannedBody, { start, end }: Span): unknown {
  return latest?.start === start ? latest.value : parsedBytes(bytes.subarray(start, end));
}
