import { z } from "zod";
import { evaluatorKind } from "./evaluator.ts";
import { linearRegex, tooLongFor } from "./linear-regex.ts";

const settings = z.strictObject({
  pattern: z.string().min(1),
  /** Of `i`, `m`, `s` and `u`. */
  flags: z.string().default(""),
  /** Whether a good answer has a match, or none. */
  good: z.enum(["match", "no_match"]).default("match"),
});

/** Whether a regular expression is found in an answer. */
export const regularExpression = evaluatorKind({
  kind: "regular_expression",
  version: "2",
  settings,
  prepare: ({ pattern, flags, good }) => {
    const compiled = linearRegex(pattern, flags);
    if (!compiled.ok) return { ok: false, place: "pattern", message: compiled.message };
    return {
      ok: true,
      judge: ({ text }) => {
        const tooLong = tooLongFor([compiled.regex], text);
        if (tooLong !== undefined) return { unjudged: tooLong, reason: "too_long" };
        const found = compiled.regex.test(text);
        return { value: Number(found === (good === "match")), why: found ? "it matches" : "it does not match" };
      },
    };
  },
});
