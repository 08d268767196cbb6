import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, parsed } from "../json/value.ts";
import { EventReader } from "../sse/event-reader.ts";
import { AnswerBuilder } from "./answer.ts";

/**
 * Reads a streamed answer of generateContent (`alt=sse`). Nothing marks its end but the finish
 * reason of its candidates; usage may come behind it.
 */
export class GeminiStreamReader extends EventReader {
  readonly #answer: AnswerBuilder;

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
    return this.#answer.ended;
  }

  override get complete(): boolean {
    return this.#answer.ended || this.#answer.failed;
  }

  override facts(): ResponseFacts {
    return this.#answer.facts(this.complete);
  }

  /** What the first alternative has said and called so far. */
  override content(): AnswerContent {
    return this.#answer.content();
  }

  protected override onEvent(_name: string, data: string): void {
    const chunk = asObject(parsed(data));
    if (chunk !== undefined) this.#answer.add(chunk);
  }
}
