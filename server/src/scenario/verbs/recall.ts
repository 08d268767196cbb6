import type { Verb } from "../document.ts";
import { StepFailed, type World } from "../world.ts";

/** Asks for what was hidden in the context: the needle's last word has to come back. @throws {StepFailed} */
export async function recall({ needle, ask }: Verb<"recall">, world: World): Promise<void> {
  const text = world.needles.get(needle);
  if (text === undefined) throw new StepFailed(`the needle ${needle} was not planted`);
  const words = text.replace(/[.!?]$/, "").split(" ");
  const wanted = words.at(-1) ?? "";
  const about = words
    .slice(0, -1)
    .join(" ")
    .replace(/\s(?:is|are|was|were)$/, "");
  const { answered } = await world.turn(ask ?? `What is ${about}?`);
  if (!answered.includes(wanted))
    throw new StepFailed(
      `the needle ${needle} did not come back: ${JSON.stringify(wanted)} is not in ${JSON.stringify(answered.slice(0, 200))}`,
    );
}
