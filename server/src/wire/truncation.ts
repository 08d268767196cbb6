/** What clients, tools and gateways write in place of what they took away. */
const MARKS = [
  "[Old tool result content cleared]",
  "[cleared to save context]",
  "tokens truncated",
  "characters truncated",
  "[truncated]",
  "... [truncated",
  "[... omitted ",
  "lines truncated ...]",
  "<response clipped>",
] as const;

/** The mark in a message of what was taken away from it; undefined where there is none. */
export function truncationMark(raw: Uint8Array): string | undefined {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  return MARKS.find((mark) => bytes.includes(mark));
}
