import { longTail, longTailIndex, pickOne, type Random } from "./draw.ts";

const HOUR = 3_600_000;

/** The surface whose requests offer tools. */
export const AGENT = "code-assistant";
const SURFACES = [AGENT, "support-chat", "search-answers", "report-writer", "triage"];
const ROLES = ["main", "main", "main", "main", "searcher", "searcher", "title", "compaction"];
const EFFORTS = ["high", "high", "medium", "low", ""];
const CLIENTS = ["claude-code", "openai-python", "ai-sdk", "codex", "openai-node", ""];
const AUDIENCES = ["", "", "", "free", "enterprise"];

/** A session, as far as it has come. */
export interface Session {
  readonly id: string;
  readonly surface: string;
  readonly version: string;
  readonly tenant: string;
  readonly key: string;
  readonly client: string;
  readonly clientVersion: string;
  readonly audience: string;
  readonly model: string;
  readonly effort: string;
  readonly role: string;
  last: string;
  exchanges: number;
  turn: number;
  messages: number;
  context: number;
  lastAt: number;
  maxIdle: number;
}

/**
 * A session that begins.
 *
 * @param age how much of the whole time is over, 0 to 1: releases come with it.
 */
export function newSession(random: Random, newId: () => string, now: number, age: number): Session {
  const surface = longTail(random, SURFACES);
  const tenant = `tenant-${longTailIndex(random, 3_000)}`;
  // A release every tenth of the time, the last two in use side by side.
  const release = Math.max(0, Math.floor(age * 10) - (random() < 0.3 ? 1 : 0));
  return {
    id: newId(),
    surface,
    version: `1.${release}.0`,
    tenant,
    key: `key_${tenant}`,
    client: longTail(random, CLIENTS),
    clientVersion: `2.${longTailIndex(random, 10)}.${longTailIndex(random, 30)}`,
    audience: pickOne(random, AUDIENCES),
    model: `model-${longTailIndex(random, 12)}`,
    effort: pickOne(random, EFFORTS),
    role: pickOne(random, ROLES),
    last: "",
    exchanges: 0,
    turn: 1,
    messages: 1,
    context: 2_000 + Math.floor(random() * 12_000),
    lastAt: now,
    maxIdle: 0,
  };
}

/** How long a session waits for its next exchange: log-normal around two minutes; one in forty leaves for one to thirty hours. */
export function gap(random: Random): number {
  if (random() < 0.025) return HOUR * (1 + 29 * random());
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 123_000 * Math.exp(1.07 * normal);
}
