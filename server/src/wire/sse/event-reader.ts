import type { StreamReader } from "../codec.ts";
import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { SseParser } from "./parser.ts";

/** A reader of an answer that is streamed as server-sent events: what each event means is its format's. */
export abstract class EventReader implements StreamReader {
  readonly #parser = new SseParser((event, data) => {
    this.#events++;
    this.onEvent(event, data);
  });
  #events = 0;

  abstract get modelKnown(): boolean;
  abstract get model(): string | undefined;
  abstract get terminal(): boolean;
  abstract get complete(): boolean;
  abstract facts(): ResponseFacts;
  abstract content(): AnswerContent;

  /** Takes one event: its name (empty when it has none) and its data. Must not throw. */
  protected abstract onEvent(name: string, data: string): void;

  get events(): number {
    return this.#events;
  }

  push(chunk: Uint8Array): void {
    this.#parser.push(chunk);
  }

  end(): void {
    this.#parser.end();
  }
}
