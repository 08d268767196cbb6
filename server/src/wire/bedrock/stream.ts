import { contentOf } from "./blocks.ts";
import type { Message } from "../event-stream/message.ts";
import { FrameReader } from "../event-stream/frame-reader.ts";
import type { AnswerContent } from "../content.ts";
import type { ResponseFacts } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, parsed } from "../json/value.ts";
import { factsOf, servedModel } from "./answer.ts";

/** A block as it grows out of its pieces. */
interface GrowingBlock {
  text: string | undefined;
  toolUse: JsonObject | undefined;
  input: string;
  thought: string | undefined;
  signature: string;
  redacted: string;
}

const decoder = new TextDecoder();

/**
 * Reads a streamed answer of Converse. `messageStop` ends the message; the event with its usage
 * comes behind it.
 */
export class ConverseStreamReader extends FrameReader {
  readonly #blocks = new Map<number, GrowingBlock>();
  #stopReason: unknown;
  #stopped = false;
  #around: JsonObject = {};
  #error: JsonObject | undefined;
  readonly #keepArguments: boolean;

  /** @param keepArguments whether blocks hold the arguments of tools, as the text that the model wrote. */
  constructor(keepArguments = false) {
    super();
    this.#keepArguments = keepArguments;
  }

  /** No event names a model before the last one: as soon as one has come, nothing is waited for. */
  override get modelKnown(): boolean {
    return this.events > 0;
  }

  override get model(): string | undefined {
    return servedModel(this.#around);
  }

  override get terminal(): boolean {
    return this.#stopped;
  }

  override get complete(): boolean {
    return this.#error !== undefined || (this.#stopped && this.whole);
  }

  override facts(): ResponseFacts {
    return factsOf({
      blocks: this.#inOrder(),
      stopReason: this.#stopReason,
      around: this.#around,
      error: this.#error,
      complete: this.complete,
    });
  }

  override content(): AnswerContent {
    return contentOf(this.#inOrder());
  }

  /** The blocks of the message as far as they came, as a whole answer has them. */
  #inOrder(): readonly JsonObject[] {
    return [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => finished(block));
  }

  protected override onMessage({ headers, payload }: Message): void {
    const type = headers.get(":message-type");
    const event = asObject(parsed(decoder.decode(payload))) ?? {};
    if (type === "exception") this.#error ??= exceptionOf(headers.get(":exception-type"), event);
    else if (type === "error") {
      const [code, message] = [headers.get(":error-code"), headers.get(":error-message")];
      this.#error ??= { type: code, message };
    } else this.#onEvent(headers.get(":event-type") ?? "", event);
  }

  #onEvent(name: string, event: JsonObject): void {
    switch (name) {
      case "messageStart":
        // Another message may begin behind one that has ended.
        this.#stopped = false;
        return;
      case "contentBlockStart":
        this.#start(this.#block(event), asObject(event.start));
        return;
      case "contentBlockDelta":
        this.#grow(this.#block(event), asObject(event.delta));
        return;
      case "messageStop":
        this.#stopped = true;
        this.#stopReason = event.stopReason;
        return;
      case "metadata":
        this.#around = { ...this.#around, ...event };
        return;
      default:
      // The end of a block says nothing, and what is not known yet passes.
    }
  }

  #block(event: JsonObject): GrowingBlock {
    const index = asNumber(event.contentBlockIndex) ?? 0;
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = { text: undefined, toolUse: undefined, input: "", thought: undefined, signature: "", redacted: "" };
      this.#blocks.set(index, block);
    }
    return block;
  }

  #start(block: GrowingBlock, start: JsonObject | undefined): void {
    const toolUse = asObject(start?.toolUse);
    if (toolUse === undefined) return;
    block.toolUse = toolUse;
    block.input = "";
  }

  #grow(block: GrowingBlock, delta: JsonObject | undefined): void {
    if (typeof delta?.text === "string") block.text = (block.text ?? "") + delta.text;
    if (this.#keepArguments) block.input += asText(asObject(delta?.toolUse)?.input) ?? "";
    const reasoning = asObject(delta?.reasoningContent);
    if (reasoning === undefined) return;
    block.thought = (block.thought ?? "") + (asText(reasoning.text) ?? "");
    block.signature += asText(reasoning.signature) ?? "";
    block.redacted += asText(reasoning.redactedContent) ?? "";
  }
}

/** A block as a whole answer has it, but for arguments, which are text as long as they grow. */
function finished({ text, toolUse, input, thought, signature, redacted }: GrowingBlock): JsonObject {
  if (toolUse !== undefined) return { toolUse: input === "" ? toolUse : { ...toolUse, input } };
  if (redacted !== "") return { reasoningContent: { redactedContent: redacted } };
  if (thought !== undefined) return { reasoningContent: { reasoningText: { text: thought, signature } } };
  return text === undefined ? {} : { text };
}

/** In a stream an exception has the name of its member (`throttlingException`); everywhere else that of its type. */
function exceptionOf(name: string | undefined, event: JsonObject): JsonObject {
  const type = asText(event.__type) ?? (name === undefined ? undefined : name.charAt(0).toUpperCase() + name.slice(1));
  return { type, message: event.message ?? event.Message };
}
