import { RE2JS } from "re2js";

/** A regular expression that takes a time proportional to the text, whatever the text is. */
export interface LinearRegex {
  /** Whether it is found anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** Steps that a character may take at the most; counted repetitions count as if they were written out. */
  readonly size: number;
}

/** An expression that is ready, or why it is none. */
export type CompiledRegex =
  | { readonly ok: true; readonly regex: LinearRegex }
  | { readonly ok: false; readonly message: string };

/** Longer ones nobody can review. */
const MOST_SOURCE = 1_000;
/** Larger ones are slow by their size alone. */
const MOST_SIZE = 1_000;
/** Steps that expressions may take over one answer: about a second. */
const MOST_STEPS = 100_000_000;

/** Why a text is too long for some expressions together; undefined where it is not. */
export function tooLongFor(regexes: readonly LinearRegex[], text: string): string | undefined {
  const size = regexes.reduce((sum, one) => sum + one.size, 0);
  if (size * text.length <= MOST_STEPS) return undefined;
  const most = Math.floor(MOST_STEPS / size);
  return `the answer has ${text.length} characters; for expressions of this size at most ${most} are judged`;
}
const FLAGS = new Map([
  ["i", RE2JS.CASE_INSENSITIVE],
  ["m", RE2JS.MULTILINE],
  ["s", RE2JS.DOTALL],
]);

/**
 * Compiles an expression, by RE2: without references back and without looking ahead, it never goes
 * back in the text. Answers come from models and are as long and as odd as these like; the engine of
 * the language may take years over thirty letters.
 *
 * @param flags of `i`, `m` and `s`; `u` is always so.
 */
export function linearRegex(source: string, flags = ""): CompiledRegex {
  if (source.length > MOST_SOURCE)
    return { ok: false, message: `has ${source.length} characters, at most ${MOST_SOURCE} may be` };
  let bits = 0;
  for (const flag of flags) {
    const bit = FLAGS.get(flag);
    if (bit === undefined && flag !== "u")
      return { ok: false, message: `has the flag ${JSON.stringify(flag)}; i, m, s and u may be` };
    bits |= bit ?? 0;
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source), bits);
    const size = compiled.programSize();
    if (size > MOST_SIZE)
      return { ok: false, message: `takes up to ${size} steps a character, at most ${MOST_SIZE} may be: repeat less` };
    return { ok: true, regex: { test: (text) => compiled.test(text), size } };
  } catch (error) {
    const detail = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : String(error);
    return { ok: false, message: `is no expression of RE2 (no looking ahead, no references back): ${detail}` };
  }
}
