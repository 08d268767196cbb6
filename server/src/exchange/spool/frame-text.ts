import type { RecordParts } from "../record.ts";

/**
 * The parts of a record as the one JSON text that a frame holds: a list, in the order in which
 * they were learnt. Nothing is merged on the way of a request; `partsOfFrame` does it.
 */
export function frameText(parts: readonly RecordParts[]): string {
  return JSON.stringify(parts);
}

/**
 * What a frame's text says. Of a column that several parts name, the last holds. Frames of earlier
 * versions hold one object.
 *
 * @returns undefined where the text is no record's.
 */
export function partsOfFrame(text: string): RecordParts | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // A frame that cannot be read is damage, and damage is counted by whoever reads, not thrown.
    return undefined;
  }
  if (Array.isArray(value)) return value.every(isObject) ? Object.assign({}, ...value) : undefined;
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
