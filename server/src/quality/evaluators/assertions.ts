import { z } from "zod";
import { canonicalJson } from "../../core/jcs.ts";
import { evaluatorKind, type Finding, type JudgedAnswer, type Prepared } from "./evaluator.ts";
import { jsonPath, valueAt } from "./json-path.ts";
import { fencedJson, type JsonRead } from "./json-text.ts";
import { type LinearRegex, linearRegex, tooLongFor } from "./linear-regex.ts";

const MOST_ASSERTIONS = 50;
const MOST_WORDS = 10_000;

const words = z.string().min(1).max(MOST_WORDS);
const count = z.number().int().min(0);
const not = z.boolean().optional();
const assertion = z.union(
  [
    z.strictObject({ contains: words, ignore_case: z.boolean().optional(), not }),
    z.strictObject({ equals: z.string().max(MOST_WORDS), ignore_case: z.boolean().optional(), not }),
    z.strictObject({ matches: words, flags: z.string().optional(), not }),
    z
      .strictObject({ length: z.strictObject({ min: count.optional(), max: count.optional() }), not })
      .refine(({ length: { min = 0, max = Number.POSITIVE_INFINITY } }) => min <= max, "length: min is above max"),
    z.strictObject({ json: words, equals: z.json(), not }),
  ],
  'must be one of {"contains"}, {"equals"}, {"matches"}, {"length": {"min", "max"}} and {"json": PATH, "equals"}',
);
const settings = z.strictObject({
  assertions: z.array(assertion).min(1).max(MOST_ASSERTIONS),
  /** `all`: 1 where all hold, else 0. `share`: the share of those that hold. */
  score: z.enum(["all", "share"]).default("all"),
});

type Assertion = z.infer<typeof assertion>;

/** What is looked at, the JSON in it read at most once. */
interface Looked {
  readonly text: string;
  readonly json: () => JsonRead;
}
type Check = (looked: Looked) => boolean;

/** A set of things that have to be so of a text. */
export const assertions = evaluatorKind({
  kind: "assertions",
  version: "2",
  settings,
  prepare: ({ assertions: said, score }): Prepared<(answer: JudgedAnswer) => Finding> => {
    const checks: { readonly holds: Check; readonly name: string }[] = [];
    const regexes: LinearRegex[] = [];
    for (const [index, one] of said.entries()) {
      const made = checkOf(one, regexes);
      if (typeof made === "string") return { ok: false, place: `assertions.${index}`, message: made };
      const holds: Check = one.not === true ? (looked) => !made(looked) : made;
      checks.push({ holds, name: nameOf(one, index) });
    }
    return {
      ok: true,
      judge: ({ text }) => {
        const tooLong = tooLongFor(regexes, text);
        if (tooLong !== undefined) return { unjudged: tooLong, reason: "too_long" };
        let read: JsonRead | undefined;
        const looked = { text, json: () => (read ??= fencedJson(text)) };
        const failed = checks.filter(({ holds }) => !holds(looked));
        const share = (checks.length - failed.length) / checks.length;
        const value = score === "share" ? share : Number(failed.length === 0);
        const all = checks.length === 1 ? "it holds" : `all ${checks.length} hold`;
        return { value, why: failed.length === 0 ? all : `not so: ${failed.map(({ name }) => name).join(", ")}` };
      },
    };
  },
});

/** @param regexes gets the expression that the check needs. */
function checkOf(said: Assertion, regexes: LinearRegex[]): Check | string {
  if ("contains" in said) {
    const fold = folding(said.ignore_case);
    const wanted = fold(said.contains);
    return ({ text }) => fold(text).includes(wanted);
  }
  if ("matches" in said) {
    const compiled = linearRegex(said.matches, said.flags);
    if (!compiled.ok) return `matches ${compiled.message}`;
    regexes.push(compiled.regex);
    return ({ text }) => compiled.regex.test(text);
  }
  if ("length" in said) {
    const { min = 0, max = Number.POSITIVE_INFINITY } = said.length;
    return ({ text }) => {
      const length = charactersIn(text);
      return length >= min && length <= max;
    };
  }
  if ("json" in said) {
    const path = jsonPath(said.json);
    if (!path.ok) return `json ${path.message}`;
    const wanted = canonicalJson(said.equals);
    return ({ json }) => {
      const read = json();
      const found = read.ok ? valueAt(read.value, path.steps) : undefined;
      return found !== undefined && sameJson(found, wanted);
    };
  }
  const fold = folding(said.ignore_case);
  const wanted = fold(said.equals);
  return ({ text }) => fold(text) === wanted;
}

function folding(ignoreCase: boolean | undefined): (text: string) => string {
  return ignoreCase === true ? (text) => text.toLowerCase() : (text) => text;
}

/** As a person counts them, or nearly: a letter outside the first plane is one. */
function charactersIn(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function sameJson(found: unknown, wanted: string): boolean {
  try {
    return canonicalJson(found) === wanted;
  } catch {
    // As deep as this no value that somebody wrote down is.
    return false;
  }
}

const SHOWN = 40;

/** What an assertion is called in a report: nothing in it is of the answer. */
function nameOf(said: Assertion, index: number): string {
  const [kind] = ["contains", "matches", "length", "json", "equals"].filter((one) => one in said);
  const operand = JSON.stringify((said as Readonly<Record<string, unknown>>)[kind ?? ""]);
  const short = operand.length > SHOWN ? `${operand.slice(0, SHOWN)}…` : operand;
  return `${index + 1}. ${said.not === true ? "not " : ""}${kind} ${short}`;
}
