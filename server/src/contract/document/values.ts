import { z } from "zod";
import { COMPARISON } from "../comparison.ts";
import { DURATION } from "../scales.ts";

/** Who may choose another value inside the bounds of a contract. */
export const CHOOSERS = ["client", "user"] as const;

/** The program that calls, or the person in front of it. */
export type Chooser = (typeof CHOOSERS)[number];

/** A name that other parts of the document refer to. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, "must be a name of lower-case letters, digits, - and _, starting with a letter");

/** Free text that must not be empty. */
export const text = z.string().min(1, "must not be empty");

/** A span of time: a number and a unit, such as `1h`. */
export const duration = z.string().regex(DURATION, "must be a duration such as 90s, 5m, 1h or 30d");

/** A condition on a number or a time, such as `>100000` or `>1h`; a bare number means equality. */
export const comparison = z.union([
  z.number(),
  z.string().regex(COMPARISON, "must be a comparison such as >100000, >=3 or >1h"),
]);

/** A reference to a role of this contract. */
export const roleReference = z
  .string()
  .regex(/^role:[a-z][a-z0-9_-]*$/, "must name a role of this contract, written role:NAME");

const by = z
  .array(z.enum(CHOOSERS))
  .min(1, "must name at least one of client, user")
  .describe("Who may choose another value inside the bounds. Left out: both.");

/** A value on an ordered scale, or bounds inside of which it may be chosen. */
export function bounded<T extends z.ZodType>(value: T) {
  return z.union([
    value,
    z.strictObject({
      default: value.optional().describe("What holds when nobody chooses."),
      min: value.optional().describe("The lowest value that may be chosen."),
      max: value.optional().describe("The highest value that may be chosen."),
      allow: z
        .array(value)
        .min(1, "must list at least one value")
        .optional()
        .describe("The values that may be chosen."),
      by: by.optional(),
    }),
  ]);
}

/** A value without an order, or the values among which it may be chosen. */
export function selectable<T extends z.ZodType>(value: T) {
  return z.union([
    value,
    z.strictObject({
      default: value.optional().describe("What holds when nobody chooses."),
      allow: z
        .array(value)
        .min(1, "must list at least one value")
        .optional()
        .describe("The values that may be chosen."),
      by: by.optional(),
    }),
  ]);
}

/** One value, or several of which any will do. */
export function oneOrMore<T extends z.ZodType>(value: T) {
  return z.union([value, z.array(value).min(1, "must list at least one value")]);
}
