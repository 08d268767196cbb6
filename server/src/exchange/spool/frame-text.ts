import type { RecordParts } from "../record.ts";

/**
 * The parts of a record as the one JSON text that a frame holds. A column that several parts name
 * stands there several times, and the last holds, as every reader of JSON takes it: nothing is
 * merged on the way of a request.
 */
export function frameText(parts: readonly RecordParts[]): string {
  let text = "{";
  for (const part of parts) {
    const members = JSON.stringify(part);
    if (members.length > 2) text += text.length === 1 ? members.slice(1, -1) : `,${members.slice(1, -1)}`;
  }
  return `${text}}`;
}
