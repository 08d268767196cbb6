import type { AnswerContent } from "../content.ts";
import { errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";
import { EventReader } from "../sse/event-reader.ts";
import { type Answer, type AnswerPart, contentOf, factsOf } from "./answer.ts";

/** A block that grows: texts are collected as parts, because joining on every delta would be slow. */
interface Growing {
  readonly start: JsonObject;
  readonly text: string[];
  readonly thinking: string[];
  readonly input: string[];
  signature: string | undefined;
}

/** Arguments of tools make up much of a stream, and no fact is read out of them: they are not parsed. */
const ARGUMENTS = /^\{"type":"content_block_delta","index":\d+,"delta":\{"type":"input_json_delta",/;

/** Reads a streamed answer of Anthropic Messages. */
export class AnthropicStreamReader extends EventReader {
  #message: JsonObject | undefined;
  #blocks = new Map<number, Growing>();
  /** Messages before the one that is being read. */
  readonly #before: AnswerPart[] = [];
  #error: JsonObject | undefined;
  #terminal = false;
  readonly #keepArguments: boolean;

  /** @param keepArguments whether blocks hold the arguments of tools, as the text that the model wrote. */
  constructor(keepArguments = false) {
    super();
    this.#keepArguments = keepArguments;
  }

  override get modelKnown(): boolean {
    return this.#error !== undefined || this.model !== undefined;
  }

  override get model(): string | undefined {
    return asText(this.#message?.model);
  }

  override get terminal(): boolean {
    return this.#terminal;
  }

  override get complete(): boolean {
    return this.#terminal;
  }

  override facts(): ResponseFacts {
    return factsOf(this.#answer());
  }

  override content(): AnswerContent {
    return contentOf(this.#answer());
  }

  /** The answer as far as it came. */
  #answer(): Answer {
    const parts = this.#message === undefined ? this.#before : [...this.#before, this.#part(this.#message, false)];
    return { parts, error: this.#error, complete: this.complete };
  }

  #part(message: JsonObject, abandoned: boolean): AnswerPart {
    const blocks = [...this.#blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => grown(block));
    return { message, blocks, abandoned };
  }

  protected override onEvent(name: string, data: string): void {
    if (!this.#keepArguments && ARGUMENTS.test(data)) return;
    const event = asObject(parsed(data));
    if (event === undefined) return;
    switch (asText(event.type) ?? name) {
      case "message_start":
        this.#start(asObject(event.message));
        break;
      case "content_block_start":
        this.#blockStart(event);
        break;
      case "content_block_delta":
        this.#blockDelta(event);
        break;
      case "message_delta":
        this.#delta(event);
        break;
      case "message_stop":
        this.#terminal = true;
        break;
      case "error":
        this.#error = errorIn(event, 200) ?? {};
        this.#terminal = true;
        break;
      default:
        // Pings, the ends of blocks, and whatever comes to be: no facts in them.
        break;
    }
  }

  /**
   * A second start after the end is another message in the same stream. Before the end it is a
   * second try that somebody spliced in: what the first one said is replaced. The same message
   * announced again changes nothing that is already there.
   */
  #start(message: JsonObject | undefined): void {
    if (message === undefined) return;
    const before = this.#message;
    if (before !== undefined && before.id === message.id && !this.#terminal) {
      this.#message = { ...before, ...message };
      return;
    }
    if (before !== undefined) this.#before.push(this.#part(before, !this.#terminal));
    this.#message = message;
    this.#blocks = new Map(objectsOf(message.content).map((block, index) => [index, growing(block)]));
    this.#terminal = false;
  }

  #blockStart(event: JsonObject): void {
    const start = asObject(event.content_block);
    if (start === undefined) return;
    this.#blocks.set(asNumber(event.index) ?? this.#blocks.size, growing(start));
  }

  #blockDelta(event: JsonObject): void {
    const block = this.#blocks.get(asNumber(event.index) ?? this.#blocks.size - 1);
    const delta = asObject(event.delta);
    if (block === undefined || delta === undefined) return;
    if (delta.type === "text_delta") block.text.push(...textParts(delta.text));
    else if (delta.type === "thinking_delta") block.thinking.push(...textParts(delta.thinking));
    else if (delta.type === "signature_delta")
      block.signature = (block.signature ?? "") + (asText(delta.signature) ?? "");
    else if (this.#keepArguments && delta.type === "input_json_delta")
      block.input.push(...textParts(delta.partial_json));
  }

  /** Usage here is cumulative and may leave out what the start has said. */
  #delta(event: JsonObject): void {
    const message = this.#message ?? {};
    this.#message = {
      ...message,
      ...asObject(event.delta),
      usage: { ...asObject(message.usage), ...asObject(event.usage) },
      ...(event.context_management == null ? {} : { context_management: event.context_management }),
      ...(event.diagnostics == null ? {} : { diagnostics: event.diagnostics }),
    };
  }
}

function growing(start: JsonObject): Growing {
  return {
    start,
    text: textParts(start.text),
    thinking: textParts(start.thinking),
    input: [],
    signature: asText(start.signature),
  };
}

function textParts(value: unknown): string[] {
  return typeof value === "string" && value !== "" ? [value] : [];
}

function grown(block: Growing): JsonObject {
  switch (block.start.type) {
    case "text":
      return { type: "text", text: block.text.join("") };
    case "thinking":
      return { type: "thinking", thinking: block.thinking.join(""), signature: block.signature ?? "" };
    default:
      return block.input.length === 0 ? block.start : { ...block.start, input: block.input.join("") };
  }
}
