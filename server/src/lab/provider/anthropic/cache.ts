import type { PrefixCache } from "../prefix-cache.ts";
import type { CacheTtl, PrefixBlock } from "./prefix.ts";

/** How the input tokens of a request divide; the four add up to all of them. */
export interface InputTokens {
  readonly fresh: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
}

/** Milliseconds that a cached prefix lives without being read. */
export const TTL_MS: Readonly<Record<CacheTtl, number>> = { "5m": 300_000, "1h": 3_600_000 };

/** Blocks before a mark in which the provider looks for an earlier prefix. */
const LOOK_BACK = 20;

/** Shortest prefix, in tokens, that a model's cache takes. */
export function minimumPrefix(model: string): number {
  if (/opus-4-[5-9]|opus-[5-9]|haiku-4-5/.test(model)) return 4096;
  return /haiku-3|3-5-haiku|3-haiku/.test(model) ? 2048 : 1024;
}

/**
 * Reads from and writes to the cache for one request.
 *
 * The longest prefix that is cached is read: at a mark, or up to 20 blocks before one. From there
 * every further mark writes the stretch before it, for the life that it asks for.
 *
 * @param scope whose cache it is: a credential and a model.
 */
export function accountCache(
  cache: PrefixCache,
  scope: string,
  blocks: readonly PrefixBlock[],
  minimum: number,
  now: number,
): InputTokens {
  const sums: number[] = [];
  for (const block of blocks) sums.push((sums.at(-1) ?? 0) + block.tokens);
  const total = sums.at(-1) ?? 0;
  const marks = blocks.flatMap((block, index) => (block.ttl === undefined ? [] : [{ index, ttl: block.ttl }]));
  const key = (index: number): string => `${scope}|${blocks[index]?.digest ?? ""}`;
  const hit = longestHit(marks, (index) => cache.has(key(index), now));
  // A read begins the lives of all marked prefixes inside it anew.
  for (const { index } of marks) if (index <= hit) cache.read(key(index), now);
  if (hit >= 0) cache.read(key(hit), now);
  const written: Record<CacheTtl, number> = { "5m": 0, "1h": 0 };
  const read = sums[hit] ?? 0;
  let done = read;
  for (const { index, ttl } of marks) {
    const sum = sums[index] ?? 0;
    if (index <= hit || sum < minimum) continue;
    cache.write(key(index), TTL_MS[ttl], now);
    written[ttl] += sum - done;
    done = sum;
  }
  return { fresh: total - done, read, write5m: written["5m"], write1h: written["1h"] };
}

function longestHit(marks: readonly { readonly index: number }[], has: (index: number) => boolean): number {
  for (const { index } of marks.toReversed()) {
    for (let at = index; at >= 0 && at > index - LOOK_BACK; at--) if (has(at)) return at;
  }
  return -1;
}
