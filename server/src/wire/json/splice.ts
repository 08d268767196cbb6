import type { Splice } from "../codec.ts";

/**
 * Puts texts into a body at byte offsets. Every byte of the original stays, in its order: no
 * number is rewritten, no key moves, and a prompt cache that saw these bytes sees them again.
 */
export function spliceBytes(bytes: Uint8Array, splices: readonly Splice[]): Uint8Array {
  if (splices.length === 0) return bytes;
  const encoder = new TextEncoder();
  const ordered = splices
    .map((splice) => ({ at: splice.at, data: encoder.encode(splice.text) }))
    .sort((a, b) => a.at - b.at);
  const result = new Uint8Array(bytes.length + ordered.reduce((sum, { data }) => sum + data.length, 0));
  let from = 0;
  let to = 0;
  for (const { at, data } of ordered) {
    result.set(bytes.subarray(from, at), to);
    to += at - from;
    result.set(data, to);
    to += data.length;
    from = at;
  }
  result.set(bytes.subarray(from), to);
  return result;
}
