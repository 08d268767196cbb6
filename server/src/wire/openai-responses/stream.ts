import type { StreamReader } from "../codec.ts";
import { errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";
import { SseParser } from "../sse/parser.ts";
import { answerFacts } from "./answer.ts";
import { OutputPieces } from "./output.ts";

/** The events that end an answer. */
const LAST: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed"]);

/** Reads a streamed answer of OpenAI Responses and of those who speak its format. */
export class OpenAiResponsesStreamReader implements StreamReader {
  readonly #parser = new SseParser((event, data) => this.#event(event, data));
  /** In the order in which they were first named: more than one where the answer changed hands. */
  readonly #models: string[] = [];
  #newestModel: string | undefined;
  #response: JsonObject = {};
  #pieces = new OutputPieces();
  #error: JsonObject | undefined;
  #terminal = false;
  #events = 0;

  get modelKnown(): boolean {
    return this.#newestModel !== undefined || this.#error !== undefined;
  }

  get model(): string | undefined {
    return this.#newestModel;
  }

  get terminal(): boolean {
    return this.#terminal;
  }

  get complete(): boolean {
    return this.#terminal || this.#error !== undefined;
  }

  get events(): number {
    return this.#events;
  }

  push(chunk: Uint8Array): void {
    this.#parser.push(chunk);
  }

  end(): void {
    this.#parser.end();
  }

  facts(): ResponseFacts {
    // Some end with a response that has no items, though they sent them.
    const final = this.#terminal ? objectsOf(this.#response.output) : [];
    const output = final.length > 0 ? this.#pieces.sealedAsStreamed(final) : this.#pieces.items();
    const response = { ...this.#response, model: asText(this.#response.model) ?? this.#newestModel };
    const iterations = this.#models.length < 2 ? [] : this.#models.map((model) => ({ type: "message", model }));
    return answerFacts({ response, output, error: this.#error, iterations }, this.complete);
  }

  #event(name: string, data: string): void {
    this.#events++;
    const event = asObject(parsed(data));
    if (event === undefined) return;
    const type = asText(event.type) ?? name;
    if (type === "response.created") this.#begin();
    const response = asObject(event.response);
    if (response !== undefined) this.#take(response);
    this.#pieces.add(type, event);
    this.#error ??= errorOf(type, event, response);
    if (LAST.has(type) || type === "error") this.#terminal = true;
  }

  /** Another answer behind an ended one takes its place. */
  #begin(): void {
    this.#response = {};
    this.#pieces = new OutputPieces();
    this.#terminal = false;
  }

  #take(response: JsonObject): void {
    this.#response = response;
    const model = asText(response.model);
    if (model === undefined || model === this.#newestModel) return;
    this.#newestModel = model;
    if (!this.#models.includes(model)) this.#models.push(model);
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
