import type { Verb } from "../verb-schemas.ts";
import { StepFailed, type World } from "../world.ts";

/** Keeps a column of the last exchange's record as a number of the run. @throws {StepFailed} where it is none. */
export async function measure({ signal, of }: Verb<"measure">, world: World): Promise<void> {
  const [turn] = world.last(1);
  const value = turn === undefined ? undefined : (await world.recordOf(turn))[of];
  if (typeof value !== "number")
    throw new StepFailed(`${of} of the record is ${JSON.stringify(value ?? null)}, and no number`);
  world.measured.push({ signal, value });
}
