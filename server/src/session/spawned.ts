import type { MessageFacts } from "../wire/facts.ts";
import type { Conversation } from "./conversation.ts";
import type { Spawn } from "./deeds/spawns.ts";

/** A sub-agent that was asked for, and in which exchange. */
export interface Spawned extends Spawn {
  readonly exchange: string;
}

/** Sub-agents that one agent asked for and that are remembered. */
const MOST = 8;

/** What an agent asked for so far. */
export function withSpawns(
  before: readonly Spawned[] | undefined,
  spawns: readonly Spawn[],
  exchange: string,
): readonly Spawned[] {
  return [...(before ?? []), ...spawns.map((spawn) => ({ ...spawn, exchange }))].slice(-MOST);
}

/** By which call an agent of a conversation began: the latest whose task is what its first messages say. */
export function spawnedBy(
  conversation: Conversation | undefined,
  messages: readonly MessageFacts[],
): Spawned | undefined {
  if (conversation === undefined) return undefined;
  const asked = Object.values(conversation.threads).flatMap(({ spawns = [] }) => spawns);
  if (asked.length === 0) return undefined;
  const answered = messages.findIndex(({ role }) => role === "assistant");
  const first = (answered < 0 ? messages : messages.slice(0, answered)).map(({ skeleton }) => skeleton);
  // A task is written with its length and its hash: no other text has it in it.
  return asked.findLast(({ task }) => first.some((skeleton) => skeleton.includes(JSON.stringify(task))));
}
