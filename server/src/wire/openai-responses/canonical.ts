import { asObject, type JsonObject } from "../json/value.ts";
import { canonicalPart as withoutMark } from "../openai-chat/canonical.ts";
import { isText } from "./spoken.ts";

/** Members that say how an item was kept, not what it means. */
const BOOKKEEPING: ReadonlySet<string> = new Set(["status", "cache_control"]);

/**
 * An item as what it means: a text is the same as one text part, whichever of the names for text
 * it has; a member that is null is the same as one left out; a message need not say that it is
 * one. An id is dropped where something else names the item, because clients that keep no answers
 * at the provider resend items without it.
 */
export function canonicalItem(item: JsonObject): JsonObject {
  const named = item.role !== undefined || item.call_id !== undefined || item.encrypted_content !== undefined;
  const bare: Record<string, unknown> = {};
  for (const key of Object.keys(item)) {
    const value = item[key];
    if (value === null || BOOKKEEPING.has(key) || (key === "id" && named)) continue;
    if (key === "type" && value === "message" && item.role !== undefined) continue;
    bare[key] = key === "content" || key === "output" ? canonicalContent(value) : value;
  }
  return bare;
}

function canonicalContent(content: unknown): unknown {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.map(canonicalItemPart) : content;
}

/** Annotations and log probabilities of a text are told about it; they are not resent by all. */
function canonicalItemPart(part: unknown): unknown {
  const object = asObject(part);
  return object !== undefined && isText(object) ? { type: "text", text: object.text } : withoutMark(part);
}
