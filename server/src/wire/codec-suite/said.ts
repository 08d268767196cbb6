import type { AnswerContent } from "../content.ts";

/** What an answer is to say, in the pieces in which a stream brings it. */
export interface Said {
  /** Texts that stand side by side. */
  readonly texts: readonly (readonly string[])[];
  readonly calls: readonly {
    readonly name: string;
    /** JSON of an object. */
    readonly arguments: readonly string[];
  }[];
  /** What is said in place of a text. */
  readonly refusal?: string;
}

/** An answer as one body, and as a stream that says the same. */
export interface WrittenAnswer {
  readonly body: unknown;
  /** Server-sent events as text, or what the format has in their place. */
  readonly stream: string | Uint8Array;
}

/** What has to be read out of an answer that says this. */
export function contentOf({ texts, calls, refusal }: Said): AnswerContent {
  return {
    text: refusal ?? texts.flat().join(""),
    toolCalls: calls.map((call) => ({ name: call.name, arguments: call.arguments.join("") })),
  };
}
