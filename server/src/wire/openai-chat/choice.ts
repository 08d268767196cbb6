import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent } from "../content.ts";
import type { ToolCallFact } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";
import { spokenText } from "./message.ts";
import { ReasoningCollector } from "./reasoning.ts";

interface Call {
  id: string;
  name: string;
}

/** The alternative of an answer with one index, as it grows out of a whole message or out of deltas. */
export class Choice {
  readonly reasoning = new ReasoningCollector();
  /** What has been said so far. */
  text = "";
  #calls: Map<string, Call> | undefined;
  /** What each call was given; facts need none of it. */
  readonly #arguments: Map<Call, string> | undefined;
  finishReason: string | undefined;

  /** @param keepArguments whether `content()` has the arguments of calls. */
  constructor(keepArguments: boolean) {
    this.#arguments = keepArguments ? new Map() : undefined;
  }

  add(message: JsonObject): void {
    this.text += spokenText(message);
    this.reasoning.add(message);
    const calls = objectsOf(message.tool_calls);
    if (calls.length > 0) calls.forEach((call, position) => this.#addCall(call, position));
    const legacy = asObject(message.function_call);
    if (legacy !== undefined) this.#addCall({ index: "function_call", function: legacy }, 0);
  }

  get calls(): readonly ToolCallFact[] {
    return this.#calls === undefined ? NONE : [...this.#calls.values()];
  }

  /** What it says and calls. */
  content(): AnswerContent {
    const calls = [...(this.#calls?.values() ?? [])];
    return {
      text: this.text,
      toolCalls: calls.map((call) => ({ name: call.name, arguments: this.#arguments?.get(call) ?? "" })),
    };
  }

  /** The first piece of a call brings id and name; later ones repeat them, leave them out, or send them empty. */
  #addCall(piece: JsonObject, position: number): void {
    const id = asText(piece.id);
    const index = asNumber(piece.index) ?? asText(piece.index);
    const key = String(index ?? id ?? position);
    const tool = asObject(piece.function) ?? asObject(piece.custom);
    const name = asText(tool?.name);
    this.#calls ??= new Map();
    let call = this.#calls.get(key);
    if (call === undefined) this.#calls.set(key, (call = { id: id ?? "", name: name ?? "" }));
    else {
      if (call.id === "") call.id = id ?? "";
      if (call.name === "") call.name = name ?? "";
    }
    this.#arguments?.set(call, (this.#arguments.get(call) ?? "") + argumentsIn(tool));
  }
}

const NONE: readonly ToolCallFact[] = [];

/** The arguments in a piece of a call; a `custom` tool has a text as input. Some who speak the format send an object. */
function argumentsIn(tool: JsonObject | undefined): string {
  const given = tool?.arguments ?? tool?.input;
  return given == null ? "" : argumentsText(given);
}
