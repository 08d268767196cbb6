import { z } from "zod";

/** Some text. */
export const text = z.string().min(1, "must not be empty");

/** A whole number from 1. */
export const count = (most: number): z.ZodNumber =>
  z.int("must be a whole number").min(1, "must be at least 1").max(most, `must be at most ${most}`);

/** A JSON object. */
export const body = z.record(z.string(), z.unknown());

/** A name that a variable has. */
export const variable = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be a name of lower-case letters, digits and _");

/** A name under which something is kept. */
export const label = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, "must be a name of lower-case letters, digits, _ and dashes");

/** A name that stands in that of a session, or in a header. */
export const partName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, "must be a name of lower-case letters, digits and dashes");

/** A regular expression. */
export const expression = text.refine(isExpression, "must be a regular expression");

/** What the requests of the built-in client may not say themselves: the scenario says it. */
const OWN_FIELDS = ["messages", "stream", "system", "tools"];

/** What requests of the built-in client carry beside. */
export const ownless = body.refine(
  (said) => !OWN_FIELDS.some((field) => field in said),
  `must not have ${OWN_FIELDS.join(", ")}: the scenario says them`,
);

/** A command: a program and its arguments. */
export const command = z.array(text).min(1, "must name a program");

function isExpression(value: string): boolean {
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
