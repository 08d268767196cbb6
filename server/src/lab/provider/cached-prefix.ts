import { createHash } from "node:crypto";
import type { PrefixCache } from "./prefix-cache.ts";
import { estimateTokens, UNITS_PER_TOKEN } from "./tokens.ts";

/** Tokens of a block of the prefix cache. */
export const BLOCK_TOKENS = 128;
/** Shortest prefix that is cached, in tokens. */
export const LEAST_CACHED = 1024;

const BLOCK_UNITS = BLOCK_TOKENS * UNITS_PER_TOKEN;
/**
 * Tokens of a prompt that were cached already; the whole prompt is cached from here on, in blocks
 * of 128 tokens, as soon as it has 1,024.
 *
 * @param scope whose cache it is: a credential and a model.
 */
export function accountCache(
  cache: PrefixCache,
  scope: string,
  text: string,
  ttl: number,
  now: number,
): { readonly tokens: number; readonly cached: number } {
  let cached = 0;
  let hitting = true;
  let digest = "";
  for (let end = BLOCK_UNITS; end <= text.length; end += BLOCK_UNITS) {
    digest = createHash("sha256")
      .update(digest)
      .update(text.slice(end - BLOCK_UNITS, end))
      .digest("base64");
    const tokens = end / UNITS_PER_TOKEN;
    if (tokens < LEAST_CACHED) continue;
    const key = `${scope}|${digest}`;
    hitting &&= cache.read(key, now);
    if (hitting) cached = tokens;
    else cache.write(key, ttl, now);
  }
  return { tokens: estimateTokens(text), cached };
}
