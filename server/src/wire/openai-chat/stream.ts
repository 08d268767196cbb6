import type { StreamReader } from "../codec.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsed } from "../json/value.ts";
import { SseParser } from "../sse/parser.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a streamed answer of OpenAI Chat Completions and of those who speak its format. */
export class OpenAiChatStreamReader implements StreamReader {
  readonly #parser = new SseParser((_event, data) => this.#event(data));
  readonly #answer = new AnswerBuilder();
  #terminal = false;
  #events = 0;

  get modelKnown(): boolean {
    return this.#answer.modelKnown;
  }

  get model(): string | undefined {
    return this.#answer.newestModel;
  }

  get terminal(): boolean {
    return this.#terminal;
  }

  get complete(): boolean {
    return this.#terminal || this.#answer.failed;
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
    return this.#answer.facts(this.complete);
  }

  #event(data: string): void {
    this.#events++;
    if (data.trim() === "[DONE]") {
      this.#terminal = true;
      return;
    }
    const chunk = asObject(parsed(data));
    if (chunk === undefined) return;
    // Usage may come behind the end; alternatives are another answer's.
    if (objectsOf(chunk.choices).length > 0) this.#terminal = false;
    this.#answer.add(chunk);
  }
}
