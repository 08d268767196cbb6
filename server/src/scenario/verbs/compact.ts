import type { World } from "../world.ts";

const ASK = "Write a detailed summary of our conversation so far, so that the work can go on from it alone.";

/** Has the model sum the conversation up, and goes on from the summary alone, as agents do whose context is full. */
export async function compact(world: World): Promise<void> {
  const { client } = world;
  const { answered } = await world.turn(ASK);
  client.begin(`This session is being continued from a previous conversation. What was said in it:\n${answered}\n\n`);
  world.forget();
}
