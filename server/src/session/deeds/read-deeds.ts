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

const NO_DEEDS: readonly string[] = [];

/** What is left of an exchange's content: what was done, and how often something was said. No text of it is. */
export function readDeeds(
  { brought, answer, fits = [] }: ReadContent,
  { mark, speech, kinds }: Reading,
): { readonly deeds: readonly string[]; readonly counts: Counts } {
  const counts: { -readonly [Name in CountName]?: number } = {};
  const count = (name: CountName, by = 1): void => {
    if (by > 0) counts[name] = (counts[name] ?? 0) + by;
  };
  for (const { said, results } of brought) {
    if (interrupts(said)) count("interrupts");
    else if (said.trim() !== "") {
      count("prompts");
      if (speech.corrects(said)) count("corrections");
    }
    for (const failed of results) {
      if (failed === undefined) continue;
      count("results");
      if (failed) count("results_failed");
    }
  }
  for (const fit of fits) {
    if (fit === undefined) continue;
    count("calls_checked");
    if (!fit) count("calls_invalid");
  }
  if (answer === undefined) return { deeds: NO_DEEDS, counts };
  const { hedges, simplestFixes } = speech.heard(answer.text);
  count("words", wordsIn(answer.text));
  count("hedges", hedges);
  count("simplest_fixes", simplestFixes);
  return { deeds: answer.toolCalls.map((call) => deedText(deedOfCall(call, mark, kinds))), counts };
}
