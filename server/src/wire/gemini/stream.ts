import type { StreamReader } from "../codec.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, parsed } from "../json/value.ts";
import { SseParser } from "../sse/parser.ts";
import { AnswerBuilder } from "./answer.ts";

/**
 * Reads a streamed answer of generateContent (`alt=sse`). Nothing marks its end but the finish
 * reason of its candidates; usage may come behind it.
 */
export class GeminiStreamReader implements StreamReader {
  readonly #parser = new SseParser((_event, data) => this.#event(data));
  readonly #answer = new AnswerBuilder();
  #events = 0;

  get modelKnown(): boolean {
    return this.#answer.modelKnown;
  }

  get model(): string | undefined {
    return this.#answer.newestModel;
  }

  get terminal(): boolean {
    return this.#answer.ended;
  }

  get complete(): boolean {
    return this.#answer.ended || this.#answer.failed;
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
    const chunk = asObject(parsed(data));
    if (chunk !== undefined) this.#answer.add(chunk);
  }
}
