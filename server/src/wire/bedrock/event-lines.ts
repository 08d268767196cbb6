import { writeEvent } from "../event-stream/message.ts";
import { asObject, parsed } from "../json/value.ts";

const EVENT = /^\{"(?:message(?:Start|Stop)|contentBlock(?:Start|Delta|Stop)|metadata)":/;

/**
 * Events that are written one a line, each under its name, as they go over the wire.
 *
 * @returns undefined where the lines are something else.
 */
export function framesOfLines(lines: readonly string[]): readonly Uint8Array[] | undefined {
  if (lines.length === 0 || !lines.every((line) => EVENT.test(line))) return undefined;
  return lines.flatMap((line) =>
    Object.entries(asObject(parsed(line)) ?? {}).map(([type, value]) => writeEvent(type, value)),
  );
}
