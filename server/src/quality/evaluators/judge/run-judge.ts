import type { Evaluator } from "../../../exchange/scores/score.ts";
import { MOST_CHARACTERS, type NotJudged } from "../evaluator.ts";
import { costOf, mostCostOf, type Reservation, type TokenUse } from "./cost.ts";
import type { Judge } from "./judge.ts";
import { type JudgedPair, judgePrompt, type JudgeRequest } from "./prompt.ts";
import { readReply } from "./reply.ts";
import { isSampled } from "./sampling.ts";

/** What a judge's model answered. */
export interface JudgeReply {
  readonly text: string;
  /** The model that says that it answered; undefined where it does not say. */
  readonly model: string | undefined;
  /** Left out where nobody said. */
  readonly use?: TokenUse;
}

/**
 * Asks a model. It rejects where there is no answer, and says why: in words of its own, never in those of the
 * model or its provider, for they end in a log.
 *
 * @param signal ends the asking, where nobody waits any more.
 */
export type AskJudge = (request: JudgeRequest, signal?: AbortSignal) => Promise<JudgeReply>;

/** What a judge may look at: of which unit it is, and what was asked and answered. */
export interface JudgeItem extends JudgedPair {
  readonly unit: string;
}

/** What came of one item. Only the first says anything of the answer. */
export type JudgeOutcome =
  | { readonly outcome: "judged"; readonly value: number; readonly evaluator: Evaluator; readonly why: string }
  | { readonly outcome: "not_sampled" | "over_ceiling" }
  | { readonly outcome: "failed"; readonly reason: NotJudged; readonly why: string };

/** Where what judging costs is put aside before it is spent. */
export interface Spending {
  /** @returns undefined where that would be too much. */
  reserve(micros: number, now: number): Reservation | undefined | Promise<Reservation | undefined>;
  /** Takes back what a call did not cost; where nobody knows what it cost, all stays spent. */
  settle(reserved: Reservation, cost: number | undefined): void | Promise<void>;
}

/** What a run works with. */
export interface JudgePorts {
  readonly ask: AskJudge;
  readonly ceiling: Spending;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes what is odd about a call that was made nevertheless. */
  readonly say?: (what: string) => void;
  /** Requests that are under way at a time. */
  readonly atATime: number;
}

/** A call that says it cost more than so many times what was put aside for it does not say the truth. */
const MOST_OVER_RESERVED = 10;
/** A model's name, as it may stand in a log: of what else somebody calls a model nothing does. */
const PLAIN_NAME = /^[\w./:@-]{1,100}$/;

/** Judges items; what comes of them is in their order. It never rejects. */
export async function runJudge(
  judge: Judge,
  items: readonly JudgeItem[],
  ports: JudgePorts,
): Promise<readonly JudgeOutcome[]> {
  const outcomes: JudgeOutcome[] = items.map(() => ({ outcome: "not_sampled" }));
  const chosen = [...items.entries()].filter(([, { unit }]) => isSampled(judge.evaluator.id, unit, judge.sample));
  const left = chosen.values();
  const work = async (): Promise<void> => {
    for (const [index, item] of left) outcomes[index] = await judgeOne(judge, item, ports);
  };
  await Promise.all(Array.from({ length: Math.max(1, ports.atATime) }, work));
  return outcomes;
}

async function judgeOne(judge: Judge, item: JudgeItem, { ask, ceiling, now, say }: JudgePorts): Promise<JudgeOutcome> {
  const size = item.question.length + item.answer.length;
  if (size > MOST_CHARACTERS)
    return failed("too_long", `question and answer have ${size} characters, at most ${MOST_CHARACTERS} are judged`);
  const request = judgePrompt(judge, item);
  let reserved: Reservation | undefined;
  let reply: JudgeReply;
  try {
    reserved = await ceiling.reserve(mostCostOf(judge.price, request), now());
    if (reserved === undefined) return { outcome: "over_ceiling" };
    reply = await ask(request);
  } catch (error) {
    // It may have been answered and charged for: what was put aside stays spent.
    if (reserved !== undefined) await ceiling.settle(reserved, undefined);
    return failed("no_reply", error instanceof Error ? error.message : String(error));
  }
  await ceiling.settle(reserved, costSaid(judge, reply, reserved, say));
  if (reply.model !== judge.model)
    return failed("another_model", `${whoAnswered(reply.model)}; the judge is ${judge.model}, and no other`);
  const read = readReply(reply.text, judge.scale);
  if (!read.ok) return failed("odd_reply", read.message);
  return { outcome: "judged", value: read.value, evaluator: judge.evaluator, why: read.why };
}

/** What a call cost by what it says that it used, which one call alone cannot empty a purse by. */
function costSaid(
  { price }: Judge,
  { use }: JudgeReply,
  { micros }: Reservation,
  say: JudgePorts["say"],
): number | undefined {
  if (use === undefined) return undefined;
  const cost = costOf(price, use);
  const most = MOST_OVER_RESERVED * micros;
  if (!(cost > most)) return cost;
  say?.(
    `a call says that it used more than ${MOST_OVER_RESERVED} times what it can have used, and is counted as ${MOST_OVER_RESERVED} times: look at what the model's provider charges`,
  );
  return most;
}

function whoAnswered(model: string | undefined): string {
  if (model === undefined) return "it is not said which model answered";
  return `another model answered, ${PLAIN_NAME.test(model) ? model : "one whose name is not readable"}`;
}

function failed(reason: NotJudged, why: string): JudgeOutcome {
  return { outcome: "failed", reason, why };
}
