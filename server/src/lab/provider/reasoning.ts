import type { Random } from "./seeded.ts";
import { UNITS_PER_TOKEN } from "./tokens.ts";

/** Tokens of reasoning that an effort is worth to the lab's model; between 75 % and 125 % of it is used. */
export const REASONING_TOKENS: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 16,
  low: 48,
  medium: 128,
  high: 256,
  xhigh: 384,
  max: 512,
};

/** How many tokens the lab's model reasons for. An effort that nobody knows counts as `high`. */
export function reasoningTokens(effort: string, random: Random, limit = Number.POSITIVE_INFINITY): number {
  const usual = REASONING_TOKENS[effort] ?? REASONING_TOKENS.high ?? 0;
  return Math.min(limit, Math.round(usual * (0.75 + random() / 2)));
}

const THOUGHTS = [
  "The request asks for something concrete, so the answer should be concrete as well.",
  "What was said before still holds, and nothing contradicts it.",
  "There are two ways to read this; the plainer one fits the context.",
  "A check against the earlier results shows no surprise.",
  "The smallest step that answers the question is the right one.",
  "If that fails, the error will say so, and the next step is clear.",
] as const;

/** A reasoning text that counts so many tokens. */
export function reasoningText(tokens: number, random: Random): string {
  const units = tokens * UNITS_PER_TOKEN;
  let text = "";
  while (text.length < units) text += `${THOUGHTS[Math.floor(random() * THOUGHTS.length)] ?? ""} `;
  return text.slice(0, units).trimEnd().padEnd(units, ".");
}
