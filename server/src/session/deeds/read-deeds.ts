import type { AnswerContent, BroughtContent } from "../../wire/content.ts";
import { type Mark, deedOfCall } from "./call-deed.ts";
import type { ToolKind } from "../../contract/document/role.ts";
import { deedText } from "./deed.ts";
import { interrupts, type SpeechReader, wordsIn } from "./speech.ts";

/** What one exchange adds to the signals of its session: counts by name, each above zero. */
export type Counts = Readonly<Partial<Record<CountName, number>>>;

/** What is counted of an exchange. */
export const COUNT_NAMES = [
  /** Messages in which a person spoke. */
  "prompts",
  /** Those that correct what was done. */
  "corrections",
  /** Turns that their person stopped. */
  "interrupts",
  /** Results of tools that say whether they are errors, and those that are. */
  "results",
  "results_failed",
  /** Calls that were held against their tool's schema, and those that do not fit it. */
  "calls_checked",
  "calls_invalid",
  /** Words of the answer. */
  "words",
  "hedges",
  "simplest_fixes",
] as const;

/** The name of one of them. */
export type CountName = (typeof COUNT_NAMES)[number];

/** An exchange as it is read, content and all. */
export interface ReadContent {
  /** What its request brings beyond the history that had been answered. */
  readonly brought: readonly BroughtContent[];
  /** Absent where there is none, or none that came whole. */
  readonly answer: AnswerContent | undefined;
  /** Of each call whether it fits the schema of its tool; undefined where nobody can tell. */
  readonly fits?: readonly (boolean | undefined)[];
}

/** How content is read. */
export interface Reading {
  readonly mark: Mark;
  readonly speech: SpeechReader;
  /** What tools do, as the contract says. */
  readonly kinds?: ReadonlyMap<string, ToolKind>;
}

/** What is left of an exchange's content: what was done, and how often something was said. No text of it is. */
export function readDeeds(
  { brought, answer, fits = [] }: ReadContent,
  { mark, speech, kinds }: Reading,
): { readonly deeds: readonly string[]; readonly counts: Counts } {
  const spoken = brought.filter(({ said }) => said.trim() !== "");
  const prompts = spoken.filter(({ said }) => !interrupts(said));
  const results = brought.flatMap((one) => one.results).filter((failed) => failed !== undefined);
  const heard = answer === undefined ? undefined : speech.heard(answer.text);
  const checked = fits.filter((one) => one !== undefined);
  return {
    deeds: (answer?.toolCalls ?? []).map((call) => deedText(deedOfCall(call, mark, kinds))),
    counts: aboveZero({
      prompts: prompts.length,
      corrections: prompts.filter(({ said }) => speech.corrects(said)).length,
      interrupts: spoken.length - prompts.length,
      results: results.length,
      results_failed: results.filter(Boolean).length,
      calls_checked: checked.length,
      calls_invalid: checked.filter((one) => !one).length,
      words: answer === undefined ? 0 : wordsIn(answer.text),
      hedges: heard?.hedges ?? 0,
      simplest_fixes: heard?.simplestFixes ?? 0,
    }),
  };
}

function aboveZero(counts: Readonly<Record<CountName, number>>): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
