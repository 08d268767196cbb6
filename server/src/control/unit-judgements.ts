import { sha256Short } from "../core/digest.ts";
import { BellwetherError } from "../core/error.ts";
import type { Evaluator } from "../exchange/scores/score.ts";
import type { ScoreStore, SessionScore } from "../exchange/scores/store.ts";
import type { SignalDefinition } from "../quality/signals/definition.ts";
import { unitValue } from "../quality/signals/unit-value.ts";
import { placeOf, type SessionStart } from "./session-starts.ts";

/** What was said of one session, and by whom. */
export interface Judged {
  readonly value: number;
  readonly evaluator: string;
}

/** Whose word counts. */
export interface JudgesAsked {
  readonly definition: SignalDefinition;
  /** `judge` or `judge@2`; may be left out where one alone judged. */
  readonly evaluator?: string;
  /**
   * Given where judges may change on the way: each session then has what one of them said, by his whole name, and
   * whoever asks keeps them apart. Those who are preferred go first, as while a change is bridged both judge.
   */
  readonly epochs?: { readonly prefer: ReadonlySet<string> };
}

/**
 * What judges said, brought to one value a session, by its place.
 *
 * @throws {BellwetherError} `query_invalid` where several judged, none is named, and they may not change on the way.
 */
export async function judgedSessions(
  starts: readonly SessionStart[],
  { definition, evaluator, epochs }: JudgesAsked,
  scores: Pick<ScoreStore, "ofSessions">,
): Promise<ReadonlyMap<string, Judged>> {
  const since = starts[0]?.at ?? 0;
  const until = (starts.at(-1)?.at ?? 0) + definition.windowMs;
  const found = await scores.ofSessions({ sessions: starts, signal: definition.name, since, until });
  const chosen = found.filter((one) => evaluator === undefined || isNamed(one.evaluator, evaluator));
  const streams = [...Map.groupBy(chosen, (one) => streamOf(one.evaluator)).values()];
  const [first, second] = streams.map(([one]) => one?.evaluator);
  if (epochs === undefined && first !== undefined && second !== undefined)
    throw severalJudged(definition.name, first, second);
  const seen = new Map<string, Judged>();
  for (const stream of ordered(streams, epochs?.prefer ?? new Set())) {
    const judge = stream[0]?.evaluator;
    const bySession = Map.groupBy(stream, placeOf);
    for (const start of starts) {
      if (seen.has(placeOf(start)) || judge === undefined) continue;
      const value = unitValue(definition, bySession.get(placeOf(start)) ?? [], start.at);
      const name = epochs === undefined ? nameOf(judge) : wholeName(judge);
      if (value !== undefined) seen.set(placeOf(start), { value, evaluator: name });
    }
  }
  return seen;
}

/** Preferred judges first, and then whoever judged first. */
function ordered(
  streams: readonly (readonly SessionScore[])[],
  prefer: ReadonlySet<string>,
): readonly (readonly SessionScore[])[] {
  const rank = (stream: readonly SessionScore[]): number =>
    stream[0] !== undefined && prefer.has(wholeName(stream[0].evaluator)) ? 0 : 1;
  const began = (stream: readonly SessionScore[]): number => Math.min(...stream.map(({ at }) => at));
  return streams.toSorted((a, b) => rank(a) - rank(b) || began(a) - began(b));
}

function nameOf({ id, version }: Evaluator): string {
  return `${id}@${version}`;
}

/** A judge by all that makes another instrument of him. */
function wholeName(evaluator: Evaluator): string {
  const { model, rubricDigest, promptDigest } = evaluator;
  const more = [model, rubricDigest, promptDigest].some((part) => part !== "");
  return more ? `${nameOf(evaluator)}#${sha256Short(streamOf(evaluator)).slice(0, 8)}` : nameOf(evaluator);
}

function isNamed(evaluator: Evaluator, asked: string): boolean {
  return asked === evaluator.id || asked === nameOf(evaluator);
}

function streamOf({ id, version, model, rubricDigest, promptDigest }: Evaluator): string {
  return [id, version, model, rubricDigest, promptDigest].join("\0");
}

function severalJudged(signal: string, first: Evaluator, second: Evaluator): BellwetherError {
  const same = nameOf(first) === nameOf(second);
  return new BellwetherError(
    "query_invalid",
    same
      ? `${signal} was judged by ${nameOf(first)} in two ways (model, rubric or prompt differ), and they are no one stream: ask for times in which there was one, and give a changed judge a version of its own`
      : `${signal} was judged by ${nameOf(first)} and by ${nameOf(second)}, and they are no one stream: say which (evaluator=${nameOf(first)})`,
  );
}
