import { priceRecords } from "../../adapters/prices/price-records.ts";
import type { Contract } from "../../contract/contract.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import type { TrafficRequest } from "../../exchange/traffic/traffic.ts";
import { isSolved, workingMind } from "../../lab/model/mind.ts";
import { wordsOf } from "../../lab/model/task.ts";
import { Agent, type Send } from "../../lab/product/agent.ts";
import { HEALTHY, type Traits } from "../../lab/product/traits.ts";
import type { ThinkingTurns } from "../../lab/provider/anthropic/context-edits.ts";
import { createLab, type Lab } from "../../lab/provider/lab.ts";
import { seededRandom } from "../../lab/provider/seeded.ts";
import { type Build, traitsFor } from "../../lab/replay/incident.ts";
import { type PlayedSession, playedSession } from "../../lab/replay/played-session.ts";
import { Timeline } from "../../lab/traffic/timeline.ts";
import type { PlannedSession } from "../../lab/traffic/traffic.ts";
import { setStage, type Stage } from "./stage.ts";

/** What is played: sessions, of a build, under a contract. */
export interface PlayOptions {
  readonly seed: string;
  readonly contract: Contract;
  readonly build: Build;
  /** What the product calls its version. */
  readonly version: string;
  readonly sessions: readonly PlannedSession[];
  readonly thinkingTurns?: ThinkingTurns;
  /** What stands in the place of the lab's provider. */
  readonly vendor?: (lab: Lab) => Lab;
  readonly capture?: (request: TrafficRequest) => void;
  /** Called with each session that is over, and its records. */
  readonly over?: (session: PlayedSession, records: readonly ExchangeRecord[]) => void;
}

/** Requests that the lab's ledger keeps: nobody reads it here. */
const LEDGER = 16;

/** Resolves when what has been begun without waiting for it is done: the gateway closes a record behind its answer. */
export function settled(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Plays sessions in the order of time, through the gateway, against the lab. @returns them in the order in which they began. */
export async function play(options: PlayOptions): Promise<readonly PlayedSession[]> {
  const { seed, contract, sessions, thinkingTurns, vendor, capture, over } = options;
  const timeline = new Timeline(sessions[0]?.at ?? 0, settled);
  const lab = createLab({
    now: timeline.now,
    seed,
    sleep: (ms) => timeline.wait(ms),
    mind: workingMind(seed),
    ledger: { capacity: LEDGER },
    ...(thinkingTurns === undefined ? {} : { thinkingTurns }),
  });
  const stage = setStage({
    contract,
    timeline,
    lab: vendor === undefined ? lab : vendor(lab),
    seed,
    ...(capture === undefined ? {} : { capture }),
  });
  const played: PlayedSession[] = [];
  for (const session of sessions)
    timeline.act(session.at, async () => {
      const solved = await sessionPlayed(session, options, timeline, stage);
      const records = stage.spool.take(session.id).map(priceRecords);
      const done = playedSession(session, records, solved / session.turns.length);
      over?.(done, records);
      played.push(done);
    });
  await timeline.run();
  return played.sort((a, b) => a.at - b.at);
}

/** Takes the turns of a session. @returns how many of its tasks were done right. */
async function sessionPlayed(
  { id, plan, kind, turns }: PlannedSession,
  { seed, build, version }: PlayOptions,
  timeline: Timeline,
  stage: Stage,
): Promise<number> {
  const traits: Traits = { ...HEALTHY, ...traitsFor(build, plan) };
  const headers = {
    "user-agent": `bellwether-lab-product/${version}`,
    "bellwether-session": id,
    "bellwether-audience": plan,
    "bellwether-journey": kind,
  };
  const agent = new Agent(traits, {
    send: (body) => stage.send(body, headers) as ReturnType<Send>,
    now: timeline.now,
    random: seededRandom(seed, "product", id),
  });
  let solved = 0;
  for (const { after, task } of turns) {
    await timeline.wait(after);
    const { edits } = await agent.turn(wordsOf(task));
    if (isSolved(task, edits)) solved++;
  }
  return solved;
}
