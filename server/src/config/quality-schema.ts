import { z } from "zod";
import type { Finding } from "../contract/problem.ts";
import { nearest } from "../core/nearest.ts";
import { baseUrl, duration, named, SECRET, target } from "./values.ts";

/** The name of a monitor, of a rule or of a channel. */
export const monitorName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/i, "must be a name of letters, digits, dots, dashes and underscores");
const moment = z
  .string()
  .refine((text) => Number.isFinite(Date.parse(text)), "must be a date, such as 2026-04-01 or 2026-04-01T12:00:00Z")
  .transform((text) => Date.parse(text));

/** A signal of a surface that is watched for ever. */
export const monitorSchema = z.strictObject({
  surface: z.string().min(1),
  /** One that the API's scores have, or one that the records tell (`GET /api/v1/signals`). */
  signal: z.string().min(1),
  evaluator: z.string().optional(),
  /** Conditions over the first exchange of a session. */
  where: z.string().optional(),
  /** What it is held against; the first `learn` units where nobody says. */
  baseline: z.strictObject({ since: moment, until: moment }).optional(),
  learn: z.number().int("must be a whole number").min(50, "must be at least 50").default(2_000),
  by: z.array(z.string()).default([]),
  given: z.array(z.string()).default([]),
  better: z.enum(["higher", "lower"]).optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  log: z.tuple([z.number(), z.number()]).optional(),
  aggregate: z.enum(["mean", "sum", "last", "max", "min"]).optional(),
  window: z.string().optional(),
  run_length: z
    .number()
    .min(10, "must be at least 10")
    .max(1e9, "must be at most 1,000,000,000: what is as rare as that is never seen")
    .default(100_000),
  /** What drift is allowed: so much on the mean over a period. */
  budget: z
    .strictObject({
      period: duration.prefault("30d"),
      drift: z.number().gt(0, "must be above 0").max(1, "must be at most 1"),
    })
    .optional(),
  severity: z.enum(["note", "warning", "critical"]).default("critical"),
  /** The channel of the surface that its users are on. */
  channel: z.string().default("stable"),
  synthetic: z.boolean().default(false),
});

const phrases = z.array(
  z
    .string()
    .min(1, "must not be empty")
    .refine((source) => isExpression(source), "must be a regular expression")
    .refine((source) => !isExpression(source) || !new RegExp(source, "iu").test(""), "must not match an empty text"),
);

/** What is read of exchanges for signals that need no judge. */
export const behaviourSchema = z.strictObject({
  /** Whether anything of it is read. */
  read: z.boolean().default(true),
  /** Regular expressions in place of the usual ones; they ignore case. */
  phrases: z
    .strictObject({
      corrections: phrases.optional(),
      hedges: phrases.optional(),
      simplest_fixes: phrases.optional(),
    })
    .prefault({}),
});

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, "iu") instanceof RegExp;
  } catch {
    return false;
  }
}

/**
 * Who judges the answers of a surface, by their names: settings of the kind stand beside these keys, and are read
 * where the kinds are known.
 */
export const evaluatorsSchema = z.record(
  z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, "must be a name of lower-case letters, digits, - and _, starting with a letter"),
  z.looseObject({
    kind: z.string("must say how it judges"),
    surface: z.string().min(1),
    /** Share of sessions whose answers are judged. */
    sample: z.number("must be a share, from 0 to 1").min(0).max(1).default(1),
    /** What its scores are filed under; its own name where nobody says. */
    signal: z.string().optional(),
    /** Of a judge: where its model is asked, in the format of OpenAI Chat Completions, and with which key. */
    at: baseUrl.optional(),
    key: z
      .string()
      .refine(
        (text) => text === "none" || SECRET.test(text),
        "must be none, env:NAME or file:PATH: a secret is named, never written here",
      )
      .optional(),
  }),
);

/** One of them. */
export type EvaluatorDocument = z.infer<typeof evaluatorsSchema>[string];

const LABELS = ["monitor", "surface", "signal", "kind", "severity", "cohort", "layer"] as const;

/** Who is told of what. */
export const alertsSchema = z.strictObject({
  base_url: baseUrl.optional(),
  channels: z
    .record(
      monitorName,
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("webhook"), url: target, secret: named }),
        z.strictObject({ kind: z.literal("slack"), url: target }),
        z.strictObject({ kind: z.literal("alertmanager"), url: target }),
      ]),
    )
    .default({}),
  rules: z
    .array(
      z.strictObject({
        name: monitorName,
        match: z.partialRecord(z.enum(LABELS), z.string()).default({}),
        to: z.array(z.string()).min(1, "must name a channel"),
        group_by: z.array(z.enum(LABELS)).default(["surface"]),
        wait: duration.prefault("30s"),
        repeat: duration.prefault("4h"),
      }),
    )
    .default([]),
});

/** Signals that are watched, by the names of their monitors. */
export const monitorsSchema = z.record(monitorName, monitorSchema);

/** One of them. */
export type MonitorDocument = z.infer<typeof monitorSchema>;

/** Who is told of what, as written. */
export type AlertsDocument = z.infer<typeof alertsSchema>;

/** Rules that name channels which there are not, and channels that no rule names. */
export function alertProblems({ channels, rules }: AlertsDocument): readonly Finding[] {
  const known = Object.keys(channels);
  return rules.flatMap(({ to }, index) =>
    to.flatMap((channel, place): Finding[] => {
      if (known.includes(channel)) return [];
      const meant = nearest(channel, known);
      const hint = meant === undefined ? "add it under alerts.channels" : `did you mean ${meant}?`;
      return [
        { path: ["alerts", "rules", index, "to", place], at: "value", message: `there is no channel ${channel}`, hint },
      ];
    }),
  );
}
