import { buildCommand } from "@stricli/core";
import { counted, grouped, labelled, points } from "../../quality/detection/figures.ts";
import { planComparison, planGate, planMonitor, type UnitsPlanned } from "../../quality/plan/plan.ts";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { answerIn, checkMargins, decisionFlags, numberIn } from "../statistics-flags.ts";

interface PlanFlags {
  readonly json: boolean;
  readonly csv: boolean;
  readonly base: number;
  readonly drop: number;
  readonly margin?: number;
  readonly harm: number;
  readonly alpha: number;
  readonly share: readonly number[];
  readonly perDay?: number;
  readonly discordance?: number;
  readonly baselineUnits?: number;
  readonly arl: number;
}

interface Question {
  readonly what: string;
  /** What is counted. */
  readonly of: "units" | "pairs";
  readonly share?: number;
  readonly units: UnitsPlanned;
  readonly days?: { readonly mean: number; readonly p90: number };
}

/** `bellwether plan`: how many units, and days, until something is seen. */
export const planCommand = buildCommand<PlanFlags, [], CliContext>({
  docs: {
    brief: "How many units and days it takes to see a drop, or to rule one out",
    fullDescription: `Say beforehand how long a decision takes: the least that any valid test needs, and what this one takes in streams that are played (on the mean, in half of the cases, in nine of ten). Plan with nine of ten: half of all decisions take longer than the middle one.

Examples
  bellwether plan --base 0.8 --drop 0.03 --share 0.05,0.25,0.5 --per-day 3100
  bellwether plan --base 0.8 --drop 0.03 --discordance 0.1
  bellwether plan --base 0.8 --drop 0.03 --baseline-units 20000 --per-day 3100

Exit codes: 0 always, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      json: decisionFlags.json,
      csv: decisionFlags.csv,
      base: {
        kind: "parsed",
        parse: numberIn(0.001, 0.999, "--base"),
        default: "0.8",
        brief: "The baseline's mean",
        placeholder: "MEAN",
      },
      drop: {
        kind: "parsed",
        parse: numberIn(0.001, 0.999, "--drop"),
        default: "0.03",
        brief: "The drop that has to be seen",
        placeholder: "DROP",
      },
      margin: {
        kind: "parsed",
        parse: numberIn(0.001, 0.999, "--margin"),
        optional: true,
        brief: "The drop that passing rules out (default: the one to be seen)",
        placeholder: "DROP",
      },
      harm: {
        kind: "parsed",
        parse: numberIn(0, 0.999, "--harm"),
        default: "0",
        brief: "The drop above which evidence fails",
        placeholder: "DROP",
      },
      alpha: {
        kind: "parsed",
        parse: numberIn(1e-9, 0.5, "--alpha"),
        default: "0.05",
        brief: "Probability of a wrong verdict",
        placeholder: "P",
      },
      share: {
        kind: "parsed",
        parse: (text: string) => text.split(",").map(numberIn(0.001, 0.999, "--share")),
        default: "0.5",
        brief: "The candidate's shares",
        placeholder: "S,S",
      },
      perDay: {
        kind: "parsed",
        parse: numberIn(1e-3, 1e12, "--per-day"),
        optional: true,
        brief: "Units a day, in both arms",
        placeholder: "N",
      },
      discordance: {
        kind: "parsed",
        parse: numberIn(0.001, 1, "--discordance"),
        optional: true,
        brief: "For a paired gate: the share of scenarios whose outcome differs",
        placeholder: "SHARE",
      },
      baselineUnits: {
        kind: "parsed",
        parse: numberIn(2, 1e12, "--baseline-units"),
        optional: true,
        brief: "For a monitor: units that its baseline is learnt from",
        placeholder: "N",
      },
      arl: {
        kind: "parsed",
        parse: numberIn(10, 1e12, "--arl"),
        default: "100000",
        brief: "For a monitor: units from one false alarm to the next",
        placeholder: "UNITS",
      },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const questions = questionsOf(flags);
      this.process.stdout.write(
        answerIn(
          flags,
          { questions },
          () =>
            questions.map(({ what, of, share, units, days }) => ({
              what,
              of,
              share,
              ...units,
              days: days?.mean,
              days_p90: days?.p90,
            })),
          () => render(flags, questions),
        ),
      );
      return Promise.resolve(EXIT.pass);
    });
  },
});

const randoms = (stream: number): (() => number) => randomOf(stream * 7_919 + 17);

function questionsOf(flags: PlanFlags): readonly Question[] {
  const { base, drop, harm, alpha, margin = drop } = flags;
  checkMargins(margin, harm);
  if (drop <= harm) throw usageError(`--drop ${drop} is not above --harm ${harm}: a drop that may be is never seen`);
  if (drop >= base) throw usageError(`--drop ${drop} is not below --base ${base}`);
  const questions: Question[] = flags.share.flatMap((share) => {
    const { fail, pass } = planComparison({ base, drop, margin, harm, alpha, share }, randoms);
    return [
      question(flags, `see ${points(drop)}`, "units", fail, share),
      question(flags, `rule ${points(margin)} out`, "units", pass, share),
    ];
  });
  if (flags.discordance !== undefined) {
    if (flags.discordance < drop)
      throw usageError(`--discordance ${flags.discordance} is below --drop ${drop}: pairs that lost differ`);
    questions.push(
      question(
        {},
        `see ${points(drop)} in a paired gate`,
        "pairs",
        planGate({ drop, harm, margin, alpha, discordance: flags.discordance }, randoms),
      ),
    );
  }
  if (flags.baselineUnits !== undefined)
    questions.push(
      question(
        flags,
        `raise the alarm at ${points(drop)}`,
        "units",
        planMonitor({ base, drop, runLength: flags.arl, baselineUnits: flags.baselineUnits }, randoms),
      ),
    );
  return questions;
}

function question(
  { perDay }: { readonly perDay?: number },
  what: string,
  of: Question["of"],
  units: UnitsPlanned,
  share?: number,
): Question {
  return {
    what,
    of,
    ...(share === undefined ? {} : { share }),
    units,
    ...(perDay === undefined ? {} : { days: { mean: units.mean / perDay, p90: units.p90 / perDay } }),
  };
}

function render({ base, alpha }: PlanFlags, questions: readonly Question[]): string {
  const title = `To decide on a mean of ${base}, at alpha ${alpha}:\n\n`;
  return (
    title +
    questions
      .map(({ what, of, share, units, days }) => {
        const head = `to ${what}${share === undefined ? "" : `, ${Number((100 * share).toPrecision(4))} % on the candidate`}\n`;
        const monitored = share === undefined && of === "units";
        const boundText = monitored
          ? `${grouped(units.bound)}: one that knows the size of the drop and the baseline's mean, at worst`
          : `${grouped(units.bound)} ${of} at least, on the mean`;
        const rows: (readonly [string, string])[] = [
          [monitored ? "the best" : "any test", boundText],
          [
            "this one",
            `${grouped(units.mean)} on the mean, ${grouped(units.median)} in half of the cases, ${grouped(units.p90)} in nine of ten`,
          ],
        ];
        if (days !== undefined)
          rows.push([
            "days",
            `${days.mean.toPrecision(2)} on the mean, ${counted(Number(days.p90.toPrecision(2)), "day")} in nine of ten`,
          ]);
        return head + labelled(rows);
      })
      .join("\n")
  );
}
