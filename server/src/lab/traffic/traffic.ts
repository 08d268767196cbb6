import { scattered } from "../model/draws.ts";
import type { Task } from "../model/task.ts";
import type { Difficulty, Kind } from "../model/terms.ts";
import { type Random, seededRandom } from "../provider/seeded.ts";

/** Who pays what. */
export const PLANS = ["free", "pro", "team"] as const;

/** One of them. */
export type Plan = (typeof PLANS)[number];

/** A turn that somebody will take. */
export interface PlannedTurn {
  /** Milliseconds from the end of the turn before, or from the session's beginning, to this one. */
  readonly after: number;
  readonly task: Task;
}

/** A session that will come. */
export interface PlannedSession {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly plan: Plan;
  readonly kind: Kind;
  readonly difficulty: Difficulty;
  readonly turns: readonly PlannedTurn[];
}

/** Which sessions come. */
export interface TrafficOptions {
  readonly seed: string;
  /** Milliseconds since the epoch; the first day begins here. */
  readonly from: number;
  /** Milliseconds since the epoch; no session begins here or later. */
  readonly until: number;
  /** Sessions a day. */
  readonly perDay: number;
}

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

/** Parts of the traffic, by plan, kind of work and difficulty. Assumed. */
const SHARES = {
  plan: { free: 0.4, pro: 0.4, team: 0.2 },
  kind: { repair: 0.4, assistant: 0.25, research: 0.15, dialogue: 0.2 },
  difficulty: { easy: 0.4, usual: 0.35, hard: 0.25 },
} as const;

/** How the day goes: the weight of each hour, UTC. Assumed. */
const HOURS = [1, 1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 7, 9, 10, 10, 9, 7, 5, 4, 4, 3, 2, 1];

/** After each turn, the chance that there is another one. */
const GOES_ON = 0.78;
const MOST_TURNS = 12;

/**
 * The pause before a turn: about the middle and the 99th percentile of a published trace of conversations (Mooncake
 * 2024: 123 s and 1,482 s), and beside it what a trace of one day and one server has few of: a meal, and a night.
 */
const PAUSE = { middle: 123_000, scatter: Math.log(1482 / 123) / 2.326 };
const MEAL = { share: 0.05, from: 62 * MINUTE, until: 110 * MINUTE };
const NIGHT = { share: 0.025, from: 10 * HOUR, until: 26 * HOUR };

/** The sessions of some days, in the order in which they begin: the same for the same options. */
export function plannedSessions({ seed, from, until, perDay }: TrafficOptions): readonly PlannedSession[] {
  const sessions: PlannedSession[] = [];
  for (let day = from; day < until; day += DAY) {
    // A day has its own numbers: the same day is the same in any stretch of time.
    for (let index = 0; index < perDay; index++) {
      const id = `${new Date(day).toISOString().slice(0, 10)}-${index}`;
      const session = sessionOf(id, day, seededRandom(seed, "traffic", id));
      if (session.at < until) sessions.push(session);
    }
  }
  return sessions.sort((a, b) => a.at - b.at);
}

function sessionOf(id: string, day: number, random: Random): PlannedSession {
  const hour = drawn(random, Object.fromEntries(HOURS.map((weight, at) => [String(at), weight])));
  const at = day + Number(hour) * HOUR + Math.floor(random() * HOUR);
  const plan = drawn(random, SHARES.plan);
  const kind = drawn(random, SHARES.kind);
  const difficulty = drawn(random, SHARES.difficulty);
  const turns: PlannedTurn[] = [];
  do {
    const task: Task = { kind, difficulty, ticket: `${id}-${turns.length + 1}` };
    turns.push({ after: turns.length === 0 ? 0 : pause(random), task });
  } while (turns.length < MOST_TURNS && random() < GOES_ON);
  return { id, at, plan, kind, difficulty, turns };
}

function pause(random: Random): number {
  const draw = random();
  const between = ({ from, until }: { readonly from: number; readonly until: number }): number =>
    Math.round(from + random() * (until - from));
  if (draw < MEAL.share) return between(MEAL);
  if (draw < MEAL.share + NIGHT.share) return between(NIGHT);
  return Math.round(scattered(random, PAUSE));
}

function drawn<Name extends string>(random: Random, shares: Readonly<Record<Name, number>>): Name {
  const names = Object.keys(shares) as Name[];
  const whole = names.reduce((sum, name) => sum + shares[name], 0);
  let left = random() * whole;
  for (const name of names) {
    left -= shares[name];
    if (left < 0) return name;
  }
  return names.at(-1) as Name;
}
