import type { CountName } from "../../../session/deeds/read-deeds.ts";
import { type Deed, deedOf } from "../../../session/deeds/deed.ts";
import type { SeenRecord } from "./signal.ts";

/** Every call of a session's answers, in order. */
export function deedsIn(records: readonly SeenRecord<"deeds">[]): readonly Deed[] {
  return records.flatMap(({ deeds }) => deeds.map(deedOf));
}

/** How often something was counted in a session. A request that is made again brings nothing new. */
export function countIn(records: readonly SeenRecord<"counts" | "retry">[], name: CountName): number {
  return records.reduce((sum, { counts, retry }) => (retry ? sum : sum + (counts[name] ?? 0)), 0);
}

/** How often something was said in a session's answers, also in those that were asked for again. */
export function saidIn(records: readonly SeenRecord<"counts">[], name: CountName): number {
  return records.reduce((sum, { counts }) => sum + (counts[name] ?? 0), 0);
}

/** One count over another; undefined where there is nothing to divide by. */
export function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
