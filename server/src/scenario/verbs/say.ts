import { personPrompt } from "../person.ts";
import type { Verb } from "../verb-schemas.ts";
import { RunBroken, StepFailed, type World } from "../world.ts";

/** What a person says takes no more. */
const MOST_TOKENS = 1_024;

/**
 * A person with a goal, played by a model, who talks until the goal is reached. The person's requests go the same way
 * as all others, in a session of their own: `NAME~person`.
 *
 * @throws {StepFailed} where the goal is not reached in time. @throws {RunBroken} where nobody plays the person.
 */
export async function say({ goal, until, most, model, surface }: Verb<"say">, world: World): Promise<void> {
  const { line, others } = world.cast;
  const side = line.part("person", surface);
  const asked = model ?? world.scenario.request["model"];
  const person = others.client(side, { system: undefined, request: { model: asked, max_tokens: MOST_TOKENS } });
  let heard = personPrompt(world.filled(goal));
  for (let turns = 0; turns < most; turns++) {
    const reply = await person.turn(heard);
    if (reply.kind === "failed") throw new RunBroken(`the person could not be played: ${side.lost ?? reply.why}`);
    if (reply.text.trim() === "") throw new RunBroken("whoever plays the person said nothing");
    await world.spend(side.taken());
    const { answered } = await world.turn(reply.text.trim());
    if (isReached(until, answered, world)) return;
    heard = answered === "" ? "(The assistant says nothing.)" : answered;
  }
  throw new StepFailed(
    `the goal was not reached in ${most} turns: ${said(until)} is not in ${JSON.stringify(heard.slice(0, 200))}`,
  );
}

function isReached(until: Verb<"say">["until"], answered: string, world: World): boolean {
  return typeof until === "string"
    ? answered.includes(world.filled(until))
    : new RegExp(until.matches, "u").test(answered);
}

function said(until: Verb<"say">["until"]): string {
  return typeof until === "string" ? JSON.stringify(until) : until.matches;
}
