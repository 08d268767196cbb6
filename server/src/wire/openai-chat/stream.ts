import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, objectsOf, parsed } from "../json/value.ts";
import { EventReader } from "../sse/event-reader.ts";
import { AnswerBuilder } from "./answer.ts";

/** Reads a streamed answer of OpenAI Chat Completions and of those who speak its format. */
export class OpenAiChatStreamReader extends EventReader {
  readonly #answer: AnswerBuilder;
  #terminal = false;

  /** @param keepArguments whether `content()` has the arguments of calls. */
  constructor(keepArguments = false) {
    super();
    this.#answer = new AnswerBuilder(keepArguments);
  }

  override get modelKnown(): boolean {
    return this.#answer.modelKnown;
  }

  override get model(): string | undefined {
    return this.#answer.newestModel;
  }

  override get terminal(): boolean {
    return this.#terminal;
  }

  override get complete(): boolean {
    return this.#terminal || this.#answer.failed;
  }

  override facts(): ResponseFacts {
    return this.#answer.facts(this.complete);
  }

  /** What the first alternative has said and called so far. */
  override content(): AnswerContent {
    return this.#answer.content();
  }

  protected override onEvent(_name: string, data: string): void {
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
