import { sha256Short } from "../core/digest.ts";
import type { MessageFacts } from "../wire/facts.ts";
import type { Thread } from "./thread.ts";

/**
 * How a session was recognised: by the caller's header, by its client's own id, by its history, by
 * the stored answer that it goes on from; or it is new.
 */
export type SessionSource = "header" | "client" | "prefix" | "response" | "new";

/** The contract that a conversation keeps, from its first exchange on. */
export interface Pin {
  readonly surface: string;
  readonly version: string;
  readonly digest: string;
  readonly channel: string;
  readonly chosenBy: string;
  /** `assumed`: the conversation was under way when it was first seen here. */
  readonly kind: "first" | "assumed";
  /** By which choices of its tenant the contract holds; absent where none changes anything. */
  readonly choice?: string;
}

/** Everything that one conversation's exchanges have in common. Plain data. */
export interface Conversation {
  /** (tenant, client, id) as one text. */
  readonly key: string;
  /** As its client names it, else ours. */
  readonly id: string;
  readonly source: SessionSource;
  readonly pin: Pin | undefined;
  /** By agent; the main one has the empty name. */
  readonly threads: Readonly<Record<string, Thread>>;
}

/** What names a conversation: nothing in it may merge two of them. */
export function conversationKey(tenant: string, client: string, id: string): string {
  return JSON.stringify([tenant, client, id]);
}

/**
 * The name of an agent that has none: old clients give sub-agents and title requests the
 * conversation of their parent and no name of their own. The role that the contract recognises,
 * and the first message, which a conversation keeps, tell them apart.
 */
export function agentByRole(role: string, messages: readonly MessageFacts[]): string {
  const first = messages.find((message) => message.role === "user")?.digest ?? "";
  return `${role}:${first.slice(0, 12)}`;
}

/** Answers of ours that a history is searched for, counted from its end. */
const LOOK_BACK = 4;

/** Inside of what an answer is looked for: nothing may be found across it. */
export function answerScope(tenant: string, client: string): string {
  return `${tenant}\u0000${client}`;
}

/**
 * By which a conversation without a name is known again: its messages up to an answer, and that
 * answer as we returned it. One digest of all of it, because very many of them are remembered.
 */
export function replyKey(scope: string, digests: readonly string[], reply: string): string {
  return sha256Short(`${scope}\u0000${digests.join("")}|${reply}`);
}

/** By which a conversation is known again that goes on from an answer which the provider keeps. */
export function responseKey(id: string): string {
  return `response:${id}`;
}

/** The same, by one item of that answer. */
export function itemKey(id: string): string {
  return `item:${id}`;
}

/** The items of earlier answers that a request names, the latest first. */
export function referencesOf(messages: readonly MessageFacts[]): readonly string[] {
  const found: string[] = [];
  for (let index = messages.length - 1; index >= 0 && found.length < LOOK_BACK; index--) {
    const reference = messages[index]?.reference;
    if (reference !== undefined) found.push(reference);
  }
  return found;
}

/** The keys by which a request's history could be known, the latest answer first: each is made when it is asked for. */
export function* replyKeysOf(scope: string, messages: readonly MessageFacts[]): Iterable<string> {
  let digests: readonly string[] | undefined;
  let looked = 0;
  for (let index = messages.length - 1; index > 0 && looked < LOOK_BACK; index--) {
    const message = messages[index];
    if (message?.role !== "assistant" || message.reply === undefined) continue;
    digests ??= messages.map(({ digest }) => digest);
    looked++;
    yield replyKey(scope, digests.slice(0, index), message.reply);
  }
}
