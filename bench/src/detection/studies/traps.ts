import { falseAlarmLimit, type Figure, meanOf } from "../figure.ts";
import type { Pool } from "../pool.ts";
import type { TrapCase } from "../simulations/traps.ts";
import type { Study } from "../study.ts";

const [ALPHA, MARGIN] = [0.05, 0.03];

/** A trap, in which nothing is worse; or in which the candidate lost the whole margin and must not be promoted. */
interface Row extends Pick<TrapCase, "trap" | "by" | "post"> {
  readonly what: string;
  readonly wrong: "rollbacks" | "promotions";
  /** Where the engine is used as it should not be: there is nothing that it has to hold. */
  readonly misused?: true;
  readonly note?: string;
}

const SHORTER = "sessions that take longer than ten minutes are the harder ones, and the candidate makes all shorter";
const RETURNING = "12,000 visits of 400 users while the candidate's share goes from 1 to 98 %";

const ROWS: readonly Row[] = [
  {
    trap: "shorter",
    post: ["long"],
    what: "a candidate that only shortens sessions, --post long",
    wrong: "rollbacks",
    note: SHORTER,
  },
  { trap: "shorter", by: ["long"], what: "the same, wrongly with --by long", wrong: "rollbacks", misused: true },
  {
    trap: "easyShorter",
    post: ["long"],
    what: "one that shortens half of the easy sessions, --post long",
    wrong: "rollbacks",
    note: "40 % of the easy sessions were long, 20 % are",
  },
  {
    trap: "exchanged",
    post: ["long"],
    what: "one that makes other sessions long, --post long",
    wrong: "rollbacks",
    note: "as many as before, hard ones instead of easy ones",
  },
  { trap: "errors", what: "one in ten of the candidate's units times out, hard ones first", wrong: "rollbacks" },
  { trap: "errors", what: "one in ten of the candidate's units times out, hard ones first", wrong: "promotions" },
  { trap: "returning", what: "users who come again along a ramp", wrong: "rollbacks", note: RETURNING },
  { trap: "returning", what: "users who come again along a ramp", wrong: "promotions", note: RETURNING },
  { trap: "returningAndWorse", what: "the same, while both arms become worse", wrong: "rollbacks", note: RETURNING },
  { trap: "turns", what: "six turns at a correlation of .3, by session", wrong: "rollbacks" },
  { trap: "turns", what: "six turns at a correlation of .3, by session", wrong: "promotions" },
  { trap: "day", what: "a swing of 10 points a day", wrong: "rollbacks" },
  { trap: "day", what: "a swing of 10 points a day", wrong: "promotions" },
  { trap: "workload", by: ["hard"], what: "from 20 to 70 % hard units, --by hard", wrong: "rollbacks" },
  { trap: "workload", by: ["hard"], what: "from 20 to 70 % hard units, --by hard", wrong: "promotions" },
  { trap: "rare", what: "a base of .03", wrong: "rollbacks" },
  { trap: "rare", what: "a base of .03, of which nothing is left", wrong: "promotions" },
  { trap: "ramp", what: "1 to 98 % while both arms fall from .90 to .60", wrong: "rollbacks" },
  { trap: "ramp", what: "1 to 98 % while both arms fall from .90 to .60", wrong: "promotions" },
];

/** What misleads those who compare means, and what the engine makes of the same streams. */
export const traps: Study = {
  id: "traps",
  title: "Traps",
  run: async (pool) => {
    const done: { readonly row: Row; readonly samples: readonly (readonly number[])[] }[] = [];
    for (const row of ROWS) done.push({ row, samples: await samplesOf(pool, row) });
    return {
      figures: done.map(({ row, samples }) => figureOf(pool, row, samples)),
      tables: [
        {
          title:
            "The same streams: false rollbacks, or false promotions, of the engine and of a z-test that is peeked at",
          head: ["trap", "wrong are", "engine", "z-test, peeked at every 100", "arms found to differ"],
          rows: done.map(({ row, samples }) => [
            row.what,
            row.wrong,
            share(samples, row.wrong === "rollbacks" ? 0 : 1).seen.toFixed(3),
            share(samples, row.wrong === "rollbacks" ? 4 : 5).seen.toFixed(3),
            share(samples, 2).seen.toFixed(3),
          ]),
        },
      ],
    };
  },
};

function samplesOf(pool: Pool, { trap, by, post, wrong }: Row): Promise<readonly (readonly number[])[]> {
  return pool.samples("traps", {
    trap,
    alpha: ALPHA,
    margin: MARGIN,
    drop: wrong === "promotions" ? MARGIN : 0,
    ...(by === undefined ? {} : { by }),
    ...(post === undefined ? {} : { post }),
  });
}

function share(samples: readonly (readonly number[])[], place: number): ReturnType<typeof meanOf> {
  return meanOf(samples.map((sample) => sample[place]!));
}

function figureOf(pool: Pool, row: Row, samples: readonly (readonly number[])[]): Figure {
  return {
    what: `false ${row.wrong}: ${row.what}`,
    unit: "share",
    ...share(samples, row.wrong === "rollbacks" ? 0 : 1),
    ...(row.misused === true ? {} : { limit: { atMost: falseAlarmLimit(ALPHA, pool.streams) } }),
    ...(row.note === undefined ? {} : { note: row.note }),
  };
}
