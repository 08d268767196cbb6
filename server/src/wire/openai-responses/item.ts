import type { MessageFacts } from "../facts.ts";
import { canonicalTextShort } from "../json/canonical-text.ts";
import type { Conceal } from "../json/element-memo.ts";
import { skeletonText } from "../json/skeleton.ts";
import { asText, type JsonObject } from "../json/value.ts";
import { canonicalItem } from "./canonical.ts";
import { reasoningDigests } from "./reasoning.ts";
import { callOf, replyOf, saidDigest, spokenText } from "./spoken.ts";

/** What is read out of one item of a request's input, beyond what everybody may know of it. */
export interface ReadItem {
  /** Without `reply`: an answer is as many items as it likes, so it is known by all of them. */
  readonly facts: MessageFacts;
  /** `saidDigest` of a message of the assistant. */
  readonly said?: string;
  /** The text, for messages that are instructions. */
  readonly instructions?: string;
}

/** Reads one item. `bytes` is the length of its raw bytes. */
export function readItem(item: JsonObject, bytes: number, conceal: Conceal): ReadItem {
  const role = roleOf(item);
  const call = callOf(item);
  const facts: MessageFacts = {
    role,
    digest: canonicalTextShort(canonicalItem(item)),
    turn: isTurn(item),
    reasoning: reasoningDigests(item),
    toolCalls: call === undefined ? NONE : [call.id],
    bytes,
    skeleton: skeletonText(item, conceal),
    ...referenceOf(item),
  };
  if (item.role === "system" || item.role === "developer") return { facts, instructions: spokenText(item) };
  const said = role === "assistant" ? saidDigest(spokenText(item)) : undefined;
  return said === undefined ? { facts } : { facts, said };
}

/** Whether a person spoke in an item. */
export function isTurn(item: JsonObject): boolean {
  return item.role === "user";
}

/** A text alone as an item: it is what a user says. */
export function itemOfText(content: unknown): JsonObject {
  return { role: "user", content };
}

/**
 * The items as messages. An answer comes back as a run of items of the assistant (reasoning, text,
 * calls): the first of them carries the reply of all, so that what stands before it is the history
 * which was answered.
 */
export function asMessages(items: readonly Omit<ReadItem, "instructions">[]): readonly MessageFacts[] {
  const messages: MessageFacts[] = [];
  for (let at = 0; at < items.length;) {
    let end = at;
    while (items[end]?.facts.role === "assistant") end++;
    const run = items.slice(at, Math.max(end, at + 1));
    const reply = end === at ? undefined : replyOfRun(run);
    for (const [index, { facts }] of run.entries())
      messages.push(index === 0 && reply !== undefined ? { ...facts, reply } : facts);
    at += run.length;
  }
  return messages;
}

function replyOfRun(run: readonly ReadItem[]): string | undefined {
  return replyOf(
    run.flatMap(({ said }) => said ?? []),
    run.flatMap(({ facts }) => facts.toolCalls),
  );
}

const NONE: readonly string[] = [];

function referenceOf(item: JsonObject): Pick<MessageFacts, "reference"> {
  const id = item.type === "item_reference" ? asText(item.id) : undefined;
  return id === undefined ? {} : { reference: id };
}

function roleOf(item: JsonObject): MessageFacts["role"] {
  const type = asText(item.type);
  if (item.role === undefined && type !== undefined && type !== "message") {
    // What is no message is a result that the client brings, or something the provider once made.
    return /_(?:output|response)$/.test(type) ? "tool" : "assistant";
  }
  switch (item.role) {
    case "user":
    case "assistant":
    case "tool":
      return item.role;
    default:
      // `system`, `developer`, and a role that nobody knows yet: instructions.
      return "system";
  }
}
