import type { Answered, Change } from "../product.ts";
import type { Verb } from "../verb-schemas.ts";
import type { Turn } from "../turn.ts";
import { RunBroken, type RunningAgent, StepFailed, type World } from "../world.ts";

/** Sends an agent off with something to do: it goes on beside everything else until it is joined. @throws {RunBroken} */
export function spawn({ agent: name, turn, ...change }: Verb<"spawn">, world: World): void {
  world.room();
  const agent = agentNamed(name, change, world);
  const said = world.filled(turn);
  world.agents.set(name, { ...agent, said, answered: agent.client.turn(said) });
}

/** Waits until an agent has answered: its answer is a turn. @throws {StepFailed} @throws {RunBroken} */
export async function join(name: string, world: World): Promise<Turn> {
  const { said, line, reply } = await answerOf(name, world);
  return world.aside({ by: `agent ${name}` }, said, reply, line);
}

/** Hangs up on an agent, which is then forgotten. @throws {RunBroken} where there is none. */
export async function cancel(name: string, world: World): Promise<void> {
  const agent = running(name, world);
  agent.hangUp.abort();
  await agent.answered;
  world.agents.delete(name);
}

/** Hangs up on all that are still under way. */
export async function endAgents(world: World): Promise<void> {
  for (const { hangUp, answered } of world.agents.values()) {
    hangUp.abort();
    await answered;
  }
}

/** Has an agent do something, where that has to be allowed or refused. @throws {StepFailed} @throws {RunBroken} */
export async function delegate({ to, turn, expect, ...change }: Verb<"delegate">, world: World): Promise<void> {
  const name = to.slice("agent:".length);
  spawn({ agent: name, turn, ...change }, world);
  const { said, line, reply } = await answerOf(name, world);
  const refused = reply.kind === "failed" && reply.refused !== undefined;
  // A refusal that is expected is no failure, and an exchange all the same.
  const noted: Answered = refused && expect === "refused" ? { kind: "answered", text: "", called: [] } : reply;
  await world.aside({ by: `agent ${name}` }, said, noted, line);
  if (expect === "refused" && !refused)
    throw new StepFailed(`the delegation to ${name} was answered, and it is expected to be refused`);
}

async function answerOf(
  name: string,
  world: World,
): Promise<Pick<RunningAgent, "said" | "line"> & { readonly reply: Answered }> {
  const agent = running(name, world);
  const reply = await agent.answered;
  world.agents.set(name, { ...agent, answered: undefined });
  if (reply === undefined) throw new RunBroken(`the agent ${name} has nothing to do`);
  return { ...agent, reply };
}

/** A new agent, or one that has answered and goes on. */
function agentNamed(name: string, change: Change, world: World): RunningAgent {
  const { line, others } = world.cast;
  const known = world.agents.get(name);
  if (known?.answered !== undefined) throw new RunBroken(`the agent ${name} has not answered yet: join it first`);
  if (known !== undefined) {
    known.line.fault = line.takeFault();
    known.client.change(change);
    return known;
  }
  const hangUp = new AbortController();
  const own = line.agent({ name, parent: line.latest === "" ? undefined : line.latest });
  const client = world.equip(others.client(own, world.asking(change), hangUp.signal));
  return { said: "", client, line: own, answered: undefined, hangUp };
}

/** @throws {RunBroken} */
function running(name: string, world: World): RunningAgent {
  const agent = world.agents.get(name);
  if (agent?.answered === undefined) throw new RunBroken(`no agent ${name} is under way`);
  return agent;
}
