import type { MessageFacts, ResponseFacts } from "./facts.ts";
import type { ScannedBody } from "./json/scan.ts";

/** A call of a client's tool; what runs at the provider is none. */
export interface CallContent {
  readonly name: string;
  /**
   * JSON, as the model wrote it where the format has it as text, else written again. Of a `custom`
   * tool, whose input is no JSON, its text. It is empty where the model wrote nothing at all, and cut
   * short where the answer is.
   */
  readonly arguments: string;
}

/** What an answer says and asks for: read for whoever judges it, and kept by nobody. */
export interface AnswerContent {
  /**
   * The visible text of the first alternative, as one text; a refusal's text included where the
   * facts count it.
   */
  readonly text: string;
  /** Its calls, in order. */
  readonly toolCalls: readonly CallContent[];
}

/** What one message of a request brings. */
export interface BroughtContent {
  /** What a person says; empty where nobody does. */
  readonly said: string;
  /** Of each result of a tool whether it is an error; undefined where the format does not say. */
  readonly results: readonly (boolean | undefined)[];
}

/** A whole answer, read once: its facts, and what it says for whoever asks for that too. */
export interface WholeAnswer {
  readonly facts: ResponseFacts;
  /** What the answer says, its calls with their arguments. */
  readonly content: () => AnswerContent;
}

/** A tool that was offered. */
export interface ToolContent {
  readonly name: string;
  /** The JSON schema of its arguments, where given. */
  readonly schema?: unknown;
}

/** What was asked. */
export interface RequestContent {
  /**
   * The visible text of the last message in which a person spoke, as `MessageFacts.turn` has it;
   * empty where nobody did.
   */
  readonly question: string;
  readonly tools: readonly ToolContent[];
}

/**
 * Reads content out of one wire format. It is another reading of the same bytes than that of the
 * facts, done later and elsewhere: facts are kept, and so they hold no content.
 *
 * None of its functions throws: what cannot be read is absent.
 */
export interface ContentReader {
  /** @param streamed whether `body` is the bytes of a stream of this format, whole or as far as it came. */
  readonly answer: (body: Uint8Array, streamed: boolean) => AnswerContent;
  readonly request: (body: Uint8Array) => RequestContent;
  /** The messages behind the last answer of the history: what the request brings. @param messages those of the whole body. */
  readonly brought: (body: ScannedBody, messages: readonly MessageFacts[]) => readonly BroughtContent[];
}
