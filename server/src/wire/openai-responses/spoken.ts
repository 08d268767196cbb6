import { sha256Short } from "../../core/digest.ts";
import type { ToolCallFact } from "../facts.ts";
import { asText, type JsonObject, objectsOf } from "../json/value.ts";
import { replyDigest } from "../reply.ts";

/** Content parts that are shown as text; `text` is what some write for either of the other two. */
const TEXTS: ReadonlySet<unknown> = new Set(["input_text", "output_text", "text", undefined]);

/** Whether a content part is text that is shown. */
export function isText(part: JsonObject): boolean {
  return TEXTS.has(part.type) && typeof part.text === "string";
}

/** What a message says to its reader; a refusal stands in place of the text. */
export function spokenText(message: JsonObject): string {
  if (typeof message.content === "string") return message.content;
  let text = "";
  let refusal = "";
  for (const part of objectsOf(message.content)) {
    if (isText(part)) text += part.text as string;
    else if (part.type === "refusal") refusal += asText(part.refusal) ?? "";
  }
  return text || refusal;
}

/**
 * The call that an item makes, where it is one that a client may have to answer: those have a
 * `call_id`, while most that the provider runs by itself have only an id. Built-in tools go by
 * their type.
 */
export function callOf(item: JsonObject): ToolCallFact | undefined {
  const type = asText(item.type);
  const id = asText(item.call_id);
  if (type === undefined || id === undefined || !type.endsWith("_call")) return undefined;
  return { id, name: asText(item.name) ?? type.slice(0, -"_call".length) };
}

/** The calls of an answer that wait for the client: those whose output is in it were run by the provider. */
export function openCalls(items: readonly JsonObject[]): readonly OpenCall[] {
  const calls = items.flatMap((item) => {
    const call = callOf(item);
    return call === undefined ? [] : [{ call, item }];
  });
  if (calls.length === 0) return calls;
  const outputs = items.filter((item) => asText(item.type)?.endsWith("_call_output"));
  return calls.filter(({ call }) => !outputs.some((output) => output.call_id === call.id));
}

/** A call, and the item that makes it. */
export interface OpenCall {
  readonly call: ToolCallFact;
  readonly item: JsonObject;
}

/** What is needed of one item of an answer to know the answer again; a digest, because it is remembered. */
export function saidDigest(text: string): string | undefined {
  const said = text.trim();
  return said === "" ? undefined : sha256Short(said);
}

/**
 * By which an answer is known again, of what each of its messages says and of its calls; absent
 * when it says and calls nothing.
 *
 * @param said `saidDigest` of its messages, in order.
 */
export function replyOf(said: readonly string[], callIds: readonly string[]): string | undefined {
  return said.length === 0 && callIds.length === 0 ? undefined : replyDigest(said.join("\n"), callIds);
}
