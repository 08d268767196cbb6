import { contentOf } from "./answer-content.ts";
import { errorIn } from "../error-body.ts";
import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";
import { NamedModels } from "../named-models.ts";
import { EventReader } from "../sse/event-reader.ts";
import { answerFacts } from "./answer.ts";
import { OutputPieces } from "./output.ts";

/** The events that end an answer. */
const LAST: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Reads a streamed answer of OpenAI Responses and of those who speak its format. */
export class OpenAiResponsesStreamReader extends EventReader {
  readonly #models = new NamedModels();
  #response: JsonObject = {};
  #pieces: OutputPieces;
  #error: JsonObject | undefined;
  #terminal = false;
  readonly #keepArguments: boolean;

  /** @param keepArguments whether calls that have not ended hold the arguments that have come. */
  constructor(keepArguments = false) {
    super();
    this.#keepArguments = keepArguments;
    this.#pieces = new OutputPieces(keepArguments);
  }

  override get modelKnown(): boolean {
    return this.#models.newest !== undefined || this.#error !== undefined;
  }

  override get model(): string | undefined {
    return this.#models.newest;
  }

  override get terminal(): boolean {
    return this.#terminal;
  }

  override get complete(): boolean {
    return this.#terminal || this.#error !== undefined;
  }

  override facts(): ResponseFacts {
    const response = { ...this.#response, model: asText(this.#response.model) ?? this.#models.newest };
    return answerFacts(
      { response, output: this.#items(), error: this.#error, iterations: this.#models.iterations() },
      this.complete,
    );
  }

  override content(): AnswerContent {
    return contentOf(this.#items());
  }

  /** The items of the answer as far as they came. */
  #items(): readonly JsonObject[] {
    // Some end with a response that has no items, though they sent them.
    const final = this.#terminal ? objectsOf(this.#response.output) : [];
    return final.length > 0 ? this.#pieces.sealedAsStreamed(final) : this.#pieces.items();
  }

  protected override onEvent(name: string, data: string): void {
    const event = asObject(parsed(data));
    if (event === undefined) return;
    const type = asText(event.type) ?? name;
    if (type === "response.created") this.#begin();
    const response = asObject(event.response);
    if (response !== undefined) {
      this.#response = response;
      this.#models.add(asText(response.model));
    }
    this.#pieces.add(type, event);
    this.#error ??= errorOf(type, event, response);
    if (LAST.has(type) || type === "error") this.#terminal = true;
  }

  /** Another answer behind an ended one takes its place. */
  #begin(): void {
    this.#response = {};
    this.#pieces = new OutputPieces(this.#keepArguments);
    this.#terminal = false;
  }
}

/** The API writes an error flat, SDKs and those in between write it nested, a failed response has it inside. */
function errorOf(type: string, event: JsonObject, response: JsonObject | undefined): JsonObject | undefined {
  if (type === "response.failed") return asObject(response?.error) ?? {};
  if (type !== "error") return errorIn(event, 200);
  const inside = asObject(event.error);
  if (inside !== undefined) return inside;
  return typeof event.error === "string" ? { message: event.error } : { code: event.code, message: event.message };
}
