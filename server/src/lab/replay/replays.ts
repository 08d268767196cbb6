import { APRIL_2026 } from "./april-2026.ts";
import type { IncidentReplay } from "./incident.ts";

/** Every replay: a new one is a file and a folder of contracts beside this, and a line here. */
export const REPLAYS: readonly IncidentReplay[] = [APRIL_2026];

/** The replay of a name, if there is one. */
export function replayNamed(name: string): IncidentReplay | undefined {
  return REPLAYS.find((replay) => replay.name === name);
}
