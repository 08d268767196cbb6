import { sha256 } from "../../core/digest.ts";
import { carried, differenceOf } from "../carried.ts";
import type { Seen } from "../line.ts";
import type { Answered } from "../product.ts";
import type { Row } from "../records.ts";
import type { Verb } from "../verb-schemas.ts";
import { RunBroken, StepFailed, type World } from "../world.ts";

type Stage = Verb<"pipeline">["stages"][number];

/** What goes into a stage, and who put it out. */
interface Given {
  readonly text: string;
  readonly by: string;
}

/**
 * Runs a chain of stages, each in a session of its own (`NAME~STAGE`): each is given what the one before put out, and
 * nothing may change on the way. Stages are turns.
 *
 * @throws {StepFailed} with the stage, what was expected, and what came, before the next stage is run.
 * @throws {RunBroken}
 */
export async function pipeline({ input, stages, relay }: Verb<"pipeline">, world: World): Promise<void> {
  let given: Given = { text: world.filled(input), by: "the scenario" };
  for (const [index, stage] of stages.entries()) {
    world.room();
    if (index > 0 && relay !== undefined) await carry(relay, given, stage, world);
    given = { text: await run(stage, given, world), by: stage.stage };
  }
}

/** Has a program carry what a stage put out, which has to come as it went. */
async function carry(relay: readonly string[], { text, by }: Given, { stage }: Stage, world: World): Promise<void> {
  const reply = await world.cast.others.run(relay, text, undefined);
  if (reply.kind === "failed")
    throw new StepFailed(`stage ${stage}: the relay brought nothing of ${by}'s: ${reply.why}`);
  if (reply.text !== text)
    throw new StepFailed(
      `stage ${stage}: what it is given is not what ${by} put out: ${sha256(text)} is expected, and ${sha256(reply.text)} came: ${differenceOf(text, reply.text)}`,
    );
}

async function run(stage: Stage, given: Given, world: World): Promise<string> {
  const line = world.cast.line.part(stage.stage);
  line.fault = world.cast.line.takeFault();
  const seen: Seen[] = [];
  line.onSeen = (one) => void seen.push(one);
  const by = `stage ${stage.stage}`;
  const reply = await answerOf(stage, given.text, line, world);
  const named = reply.kind === "failed" ? { ...reply, why: `${by}: ${reply.why}` } : reply;
  const output = reply.kind === "answered" ? reply.text : "";
  const digests = { input: sha256(given.text), output: sha256(output) };
  const { exchanges } = await world.aside({ by, digests }, given.text, named, line);
  if (exchanges.length === 0)
    throw new StepFailed(`${by}: it put something out and asked nobody: no exchange is its own`);
  if (stage.carries === "whole" && !seen.some(({ request }) => carried(request, given.text).whole)) {
    const [first] = seen;
    const found = first === undefined ? undefined : carried(first.request, given.text).nearest;
    throw new StepFailed(
      `${by}: what it asked is not what ${given.by} put out: ${sha256(given.text)} is expected in the request of ${first?.exchange ?? "none"}, and ${found === undefined ? "nothing like it" : `${sha256(found)} came: ${differenceOf(given.text, found)}`}`,
    );
  }
  await holdAgainstRecords(by, seen, world);
  return output;
}

async function answerOf(stage: Stage, input: string, line: World["cast"]["line"], world: World): Promise<Answered> {
  const { others } = world.cast;
  if (stage.command !== undefined) return others.run(stage.command, input, line);
  const speaker = world.equip(others.speaker(line, world.asking(stage)));
  try {
    return await speaker.turn(world.filled(stage.ask ?? "").replaceAll("{input}", () => input));
  } finally {
    await speaker.end();
  }
}

/** The gateway received what the stage sent, and the stage what the gateway gave: by the digests of both. */
async function holdAgainstRecords(by: string, seen: readonly Seen[], world: World): Promise<void> {
  for (const [index, { exchange, request, response }] of seen.entries()) {
    const record = await world.cast.records.of(exchange);
    const received = digestIn(record, "request_digest");
    const given = digestIn(record, "response_digest");
    // What the gateway itself refuses has no answer on record; what the stage goes on from has.
    if (received === undefined || (given === undefined && index === seen.length - 1))
      throw new RunBroken(`${by}: the record of ${exchange} did not come whole: is the store up, and recording on?`);
    const sent = sha256(request);
    if (received !== sent)
      throw new StepFailed(`${by}: ${exchange} was asked with ${sent}, and the gateway received ${received}`);
    if (response !== undefined && given !== undefined && given !== response)
      throw new StepFailed(`${by}: ${exchange} was answered with ${given}, and ${response} came`);
  }
}

function digestIn(record: Row | undefined, column: "request_digest" | "response_digest"): string | undefined {
  const digest = record?.[column];
  return typeof digest === "string" && digest !== "" ? digest : undefined;
}
