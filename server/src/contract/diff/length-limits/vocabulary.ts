/** What a word or phrase can mean to somebody who looks for limits of length. */
export type Meaning =
  /** A few, a handful. */
  | "few"
  /** At most, under, is capped at. */
  | "upper"
  /** At least. */
  | "lower"
  /** More than, exceeds: an upper bound where it is negated, else a lower one. */
  | "over"
  /** Is enough. */
  | "suffices"
  /** Is cut off, is not read: what becomes of more. */
  | "cut"
  /** Silent, nothing to say: of what is said between steps. */
  | "silent"
  /** To stop, the end. */
  | "ends"
  /** A thing on which little text fits: a sticky note, a telegram. */
  | "vessel"
  /** To fit on, like, the length of: what a vessel is named for. */
  | "sized"
  /** Tone, style. */
  | "manner"
  /** What the assistant says: an answer, a message, the final report. */
  | "answer"
  /** To answer, to write, to explain. */
  | "speak"
  /** Between two tool calls, while it works. */
  | "interim"
  /** A text of its own kind that the assistant makes: code, titles, commit messages. */
  | "artefact"
  /** What is no text of the assistant: tools, inputs, files, changes. */
  | "other"
  /** One part of an answer: its greeting, its first sentence, each of its items. */
  | "part"
  /** How long something is. */
  | "length"
  /** Short, brief: of a text only where the rest says so. */
  | "short"
  /** Concise, terse: of texts alone. */
  | "terse"
  /** Long, lengthy. */
  | "long"
  /** To ramble, essays, walls of text. */
  | "verbose"
  | "not"
  /** Is to be avoided, is unwelcome: says no to what stands before it. */
  | "banned"
  /** Too, overly. */
  | "too"
  /** Be, stay, keep it. */
  | "be"
  /** A whole limit in a phrase: get to the point. */
  | "idiom"
  /** A phrase that limits what is said, and says something else of the rest: boil down, in half. */
  | "figure"
  /** Nothing beyond that. */
  | "stop"
  /** A whole phrase that says the opposite: take all the space that you need. */
  | "free"
  /** No need to: frees from being brief, and forbids to be long. */
  | "needless"
  /** Holds words that would mislead: short-term, court of appeal. */
  | "opaque"
  /** If, when. */
  | "if"
  /** Those who: what follows is what they do. */
  | "who"
  | "user"
  /** Asks for, wants, says. */
  | "wishes"
  /** Sends, uploads, pastes: what users give. */
  | "sends"
  /** Each, every, per. */
  | "each"
  /** It, they. */
  | "pronoun"
  /** To read aloud. */
  | "aloud"
  /** In, with: what leads to a number. */
  | "in"
  /** And, but: what begins another clause. */
  | "and";

/** The units of length, and how many words each stands for, roughly: limits in different units are compared by it. */
export const UNITS = {
  word: 1,
  character: 0.18,
  hanzi: 0.6,
  token: 0.75,
  sentence: 18,
  line: 12,
  bullet: 14,
  paragraph: 65,
  post: 45,
  page: 400,
  screen: 60,
  second: 2.4,
  minute: 144,
} as const;

/** One of the units of length. */
export type Unit = keyof typeof UNITS;

/** The words of one language. Phrases stand apart by commas or lines; `*` ends the beginning of a word. */
export interface Vocabulary {
  /** Whether a negation follows what it negates, as in Japanese. */
  readonly negatesAfter?: boolean;
  /** Small words by which the language is known; empty where its script says so. */
  readonly common: string;
  /** Each word and what it counts: `two 2, three 3`. */
  readonly numbers: string;
  readonly units: Partial<Readonly<Record<Unit, string>>>;
  readonly meanings: Partial<Readonly<Record<Meaning, string>>>;
}
