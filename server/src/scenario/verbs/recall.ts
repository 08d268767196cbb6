import type { Verb } from "../verb-schemas.ts";
import { readNeedle } from "../needle.ts";
import { StepFailed, type World } from "../world.ts";

/** Asks for what was hidden in the context: the needle's last word has to come back. @throws {StepFailed} */
export async function recall({ needle, ask }: Verb<"recall">, world: World): Promise<void> {
  const text = world.needles.get(needle);
  if (text === undefined) throw new StepFailed(`the needle ${needle} was not planted`);
  const { thing, word } = readNeedle(text);
  const { answered } = await world.turn(world.filled(ask ?? `What is ${thing}?`));
  if (!answered.includes(word))
    throw new StepFailed(
      `the needle ${needle} did not come back: ${JSON.stringify(word)} is not in ${JSON.stringify(answered.slice(0, 200))}`,
    );
}
