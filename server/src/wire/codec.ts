import type { BellwetherError } from "../core/error.ts";
import type { AnswerContent, ContentReader, WholeAnswer } from "./content.ts";
import type { ContextEdit } from "./context-edits.ts";
import type { RequestFacts, ResponseFacts, WireFormat } from "./facts.ts";
import type { ElementMemo } from "./json/element-memo.ts";
import type { ScannedBody } from "./json/scan.ts";

/** Reads headers by lower-case name; a `Headers` object is one. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** What the address of a request says, in formats whose bodies do not. */
export interface PathFacts {
  readonly model?: string;
  readonly stream?: boolean;
}

/**
 * Reads a streamed answer as it passes. It never holds bytes back and never changes them; the
 * facts are the same however the stream is cut into chunks.
 */
export interface StreamReader {
  /** Takes the next bytes. Never throws: what it cannot read it passes over. */
  push(chunk: Uint8Array): void;
  /** Call once when the bytes have ended, however they ended. */
  end(): void;
  /** Facts of all bytes so far. */
  facts(): ResponseFacts;
  /** True once an event named the model, or an error came in its place, or it is certain that none will before the end. */
  readonly modelKnown: boolean;
  /** The model that the newest event to name one named; a stream may change it on its way. */
  readonly model: string | undefined;
  /** Whether the newest message has ended; false again when another one begins behind it. */
  readonly terminal: boolean;
  /** Whether what has come is a whole answer, or an error; the same as `facts().complete`. */
  readonly complete: boolean;
  /** Events read so far. */
  readonly events: number;
  /** What the answer says so far; its calls have their arguments where the reader was opened to keep content. */
  content(): AnswerContent;
}

/** Splits a stream at the ends of its events: no byte is changed, added or lost. */
export interface StreamEdge {
  /** The bytes up to the last end of an event; what follows is kept for the next call. */
  push(chunk: Uint8Array): Uint8Array;
  /** What is left when the stream is over. */
  end(): Uint8Array;
}

/** How a format's streams are framed. */
export interface StreamFraming {
  /** As the head of an answer calls it, in lower case. */
  readonly mediaType: string;
  readonly openEdge: () => StreamEdge;
}

/** A place in a body and the bytes that go there: nothing else of the body changes. */
export interface Splice {
  /** Offset in the original bytes before which `text` is inserted. */
  readonly at: number;
  readonly text: string;
}

/** Contracted values for fields that the client left out; units as in `FieldValues`. */
export interface FillValues {
  readonly model?: string;
  readonly effort?: string;
  /** `adaptive`, `disabled` or `enabled:BUDGET`. */
  readonly thinking?: string;
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly contextEdits?: readonly ContextEdit[];
  readonly betas?: readonly string[];
  readonly system?: string;
}

/** What has to be put where so that a request carries the values it left out. */
export interface Fill {
  readonly splices: readonly Splice[];
  /** Headers to set, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** What this format has no place for. */
  readonly unplaced: readonly (keyof FillValues)[];
}

/** What is read of embeddings, in formats that have them. Neither function throws for what it cannot read. */
export interface EmbeddingsCodec {
  /** The model that a request asks for, where it says one. */
  readonly requestedModel: (body: ScannedBody) => string | undefined;
  /** Facts of a whole answer, of success or error. */
  readonly readAnswer: (body: Uint8Array, status: number) => ResponseFacts;
}

/**
 * Everything that Bellwether knows of one wire format: pure functions between bytes and facts.
 *
 * To add a format, implement this, add the folder to `codecs.ts` and its paths to `routes.ts`,
 * and run the codec contract suite (`codec-suite/codec-suite.ts`) on it.
 */
export interface WireCodec {
  readonly format: WireFormat;

  /** The query parameter in which clients of this format may also send their key; absent where there is none. */
  readonly keyParameter?: string;

  /** The path of the same call for another model, in formats that name the model there; absent in all others. */
  readonly pathWithModel?: (path: string, model: string) => string;

  /** Absent where streams are server-sent events. */
  readonly framing?: StreamFraming;

  /** Absent in formats without embeddings, and where what they embed is passed on unread. */
  readonly embeddings?: EmbeddingsCodec;

  /**
   * Reads a request. The body has been scanned (its top level is known and well formed); elements
   * that the memo knows by their bytes are not parsed again.
   *
   * @param path for formats that keep a part of the request there; the others pass it over.
   * @throws {BellwetherError} `body_malformed` when a part that has to be read is not JSON or has
   * another type than the format allows.
   */
  readRequest(body: ScannedBody, headers: HeaderReader, memo: ElementMemo, path?: PathFacts): RequestFacts;

  /** Reads a whole, unstreamed answer, of success or error. Never throws: what it cannot read is absent. */
  readWhole(body: Uint8Array, status: number): WholeAnswer;

  /** The facts of it alone. */
  readResponse(body: Uint8Array, status: number): ResponseFacts;

  /** Opens a reader for a streamed answer. @param keepContent whether it keeps the arguments of calls too, which is work. */
  openStream(keepContent?: boolean): StreamReader;

  /** What requests and answers say, of which facts hold nothing. */
  readonly content: ContentReader;

  /**
   * Where the given values go in the request. Only fields that the request does not set may be
   * asked for.
   *
   * @param path for formats that keep a part of the request there; the others pass it over.
   */
  fill(body: ScannedBody, values: FillValues, path?: PathFacts): Fill;

  /**
   * An error in this provider's own envelope.
   *
   * @param requestId the exchange's id, so that a caller can name it.
   */
  errorBody(error: BellwetherError, requestId: string): string;

  /** The status that such an error is answered with, where clients of the format would not take its own as it is meant. */
  readonly errorStatus?: (error: BellwetherError) => number;

  /** Headers that belong to such an error, lower-case names; absent where its body says all. */
  readonly errorHeaders?: (error: BellwetherError, requestId: string) => Readonly<Record<string, string>>;

  /** The same as the event that ends a stream of this format with an error: whole SSE bytes as text, or a whole frame. */
  errorEvent(error: BellwetherError, requestId: string): string | Uint8Array;
}
