import type { StreamLine } from "../../../../server/src/quality/detection/stream-line.ts";
import { peekingZ } from "../peers/peeking-z.ts";
import { beta, type Random } from "../random.ts";
import { compare, type EngineOptions, verdictOf } from "./engine.ts";

/** Traffic that looks worse, or as good, without being it. */
export interface TrapCase extends Pick<EngineOptions, "by" | "post" | "alpha" | "margin"> {
  readonly trap: keyof typeof TRAPS;
  /** By how much the candidate's mean is lower: nothing, or the whole margin. */
  readonly drop: number;
}

const NAIVE_LOOKS = 100;

/**
 * @returns 1 where the engine rolls back, promotes, finds the arms to differ in getting into a cohort, holds
 * because arms are not as claimed; and where a z-test that is looked at again and again rolls back or promotes.
 */
export function simulateTrap(
  one: TrapCase,
  random: Random,
): readonly [fail: number, pass: number, skewed: number, held: number, naiveFail: number, naivePass: number] {
  const options = { ...one, harm: 0 };
  const lines = TRAPS[one.trap](one.drop, random);
  const compared = compare(lines, options);
  const verdict = verdictOf(compared);
  const skewed = compared.detection.signals.some(({ comparison }) => comparison.skewed(options.alpha).length > 0);
  const looked = [...(one.by ?? []), ...(one.post ?? [])];
  // Whoever looks into a cohort by hand takes the units that are in it.
  const inside = looked.length === 0 ? lines : lines.filter(({ attributes }) => attributes?.[looked[0]!] === true);
  return [
    verdict === "fail" ? 1 : 0,
    verdict === "pass" ? 1 : 0,
    skewed ? 1 : 0,
    verdict === "held" ? 1 : 0,
    peeks(inside, 0, false) ? 1 : 0,
    peeks(inside, one.margin, true) ? 1 : 0,
  ];
}

/** Whether a peeked z-test acts; turned round, with the margin given to the candidate, it promotes. */
function peeks(lines: readonly StreamLine[], margin: number, promotes: boolean): boolean {
  const method = peekingZ(NAIVE_LOOKS);
  const watch = method.start();
  return lines.some(({ arm, value }) => {
    const candidate = arm === "candidate";
    return watch.add(candidate !== promotes, candidate ? value + margin : value) >= method.threshold;
  });
}

const UNITS = 8_000;
const USERS = 400;
const TURNS = 6;
const CORRELATION = 0.3;
const BASE = 0.8;

function line(unit: string, candidate: boolean, share: number, good: boolean): StreamLine {
  return {
    unit,
    arm: candidate ? "candidate" : "baseline",
    p: candidate ? share : 1 - share,
    value: good ? 1 : 0,
    signal: "value",
  };
}

/** One line a unit, half and half: what its mean is depends on its place. */
function halves(mean: (place: number, random: Random) => number, drop: number, random: Random): readonly StreamLine[] {
  return Array.from({ length: UNITS }, (_, at) => {
    const candidate = random() < 0.5;
    return line(`u${at}`, candidate, 0.5, random() < mean(at / UNITS, random) - (candidate ? drop : 0));
  });
}

/** Shares from 1 to 98 % over the stream. */
function rampAt(place: number): number {
  return 0.01 + 0.97 * place;
}

/** Users who come again and again while the candidate's share grows, and whose answers get worse in both arms by `worse`. */
function returning(worse: number, drop: number, random: Random): readonly StreamLine[] {
  const spread = 1 / CORRELATION - 1;
  const users = Array.from({ length: USERS }, () => ({
    bucket: random(),
    own: beta(BASE * spread, (1 - BASE) * spread, random),
  }));
  return Array.from({ length: 12_000 }, (_, at) => {
    const number = Math.floor(random() * USERS);
    const { bucket, own } = users[number]!;
    const share = rampAt(at / 12_000);
    const candidate = bucket < share;
    return line(`u${number}`, candidate, share, random() < own * (1 - (worse * at) / 12_000) - (candidate ? drop : 0));
  });
}

/** Sessions that become long by chances of their own: three in ten are hard. */
function entering(
  easy: (candidate: boolean) => number,
  difficult: (candidate: boolean) => number,
  drop: number,
  random: Random,
): readonly StreamLine[] {
  return Array.from({ length: UNITS }, (_, at): StreamLine => {
    const candidate = random() < 0.5;
    const hard = random() < 0.3;
    const long = random() < (hard ? difficult : easy)(candidate);
    const good = random() < (hard ? 0.3 : 0.9) - (candidate ? drop : 0);
    return { ...line(`u${at}`, candidate, 0.5, good), attributes: { long } };
  });
}

/** Streams by name; each takes the candidate's true drop. */
const TRAPS = {
  /** Long sessions are the hard ones; the candidate takes three tenths less time for each. */
  shorter: (drop: number, random: Random) =>
    Array.from({ length: UNITS }, (_, at): StreamLine => {
      const candidate = random() < 0.5;
      const hard = random();
      const minutes = 20 * hard * (candidate ? 0.7 : 1) + 3 * random();
      const good = random() < 0.95 - 0.4 * hard - (candidate ? drop : 0);
      return { ...line(`u${at}`, candidate, 0.5, good), attributes: { long: minutes > 10 } };
    }),
  /** Hard sessions are long more often; the candidate makes some easy ones short. */
  easyShorter: (drop: number, random: Random) =>
    entering(
      (candidate) => (candidate ? 0.2 : 0.4),
      () => 0.8,
      drop,
      random,
    ),
  /** As many are long as before, and others: hard ones instead of easy ones. */
  exchanged: (drop: number, random: Random) =>
    entering(
      (candidate) => (candidate ? 0 : 0.35),
      (candidate) => (candidate ? 0.93 : 0.65),
      drop,
      random,
    ),
  /** The candidate takes longer, and its hard sessions run into a time limit. */
  errors: (drop: number, random: Random) =>
    Array.from({ length: UNITS }, (_, at): StreamLine => {
      const candidate = random() < 0.5;
      const hard = random();
      const met = random() < 2 * hard * (candidate ? 0.1 : 0.01);
      const good = random() < 0.95 - 0.4 * hard - (candidate ? drop : 0);
      return { ...line(`u${at}`, candidate, 0.5, good && !met), ...(met ? { error: "timeout" } : {}) };
    }),
  returning: (drop: number, random: Random) => returning(0, drop, random),
  returningAndWorse: (drop: number, random: Random) => returning(0.3, drop, random),
  turns: (drop: number, random: Random) => {
    const spread = 1 / CORRELATION - 1;
    return Array.from({ length: UNITS / TURNS }, (_, session) => {
      const candidate = random() < 0.5;
      const mean = BASE - (candidate ? drop : 0);
      const own = beta(mean * spread, (1 - mean) * spread, random);
      return Array.from({ length: TURNS }, () => line(`s${session}`, candidate, 0.5, random() < own));
    }).flat();
  },
  day: (drop: number, random: Random) =>
    halves((place) => BASE + 0.1 * Math.sin(2 * Math.PI * 4 * place), drop, random),
  workload: (drop: number, random: Random) =>
    Array.from({ length: UNITS }, (_, at): StreamLine => {
      const candidate = random() < 0.5;
      const hard = random() < (at < UNITS / 2 ? 0.2 : 0.7);
      const good = random() < (hard ? 0.5 : 0.9) - (candidate ? drop : 0);
      return { ...line(`u${at}`, candidate, 0.5, good), attributes: { hard } };
    }),
  rare: (drop: number, random: Random) => halves(() => 0.03, drop, random),
  ramp: (drop: number, random: Random) =>
    Array.from({ length: UNITS }, (_, at) => {
      const share = rampAt(at / UNITS);
      const candidate = random() < share;
      return line(`u${at}`, candidate, share, random() < 0.9 - (0.3 * at) / UNITS - (candidate ? drop : 0));
    }),
} satisfies Record<string, (drop: number, random: Random) => readonly StreamLine[]>;
