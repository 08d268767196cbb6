import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent } from "../content.ts";
import type { ToolCallFact } from "../facts.ts";
import { asObject, asText, type JsonObject } from "../json/value.ts";
import { argumentsOf } from "./call-arguments.ts";
import { callId, callIn, partsOf, ReasoningCollector, visibleText } from "./parts.ts";
import { either } from "./spelling.ts";

/** One alternative of an answer, as it grows out of a whole one or out of chunks. */
export class Candidate {
  readonly reasoning = new ReasoningCollector();
  readonly calls: ToolCallFact[] = [];
  /** What has been said so far. */
  text = "";
  finishReason: string | undefined;
  /** Whether the newest piece brought the end: older models send a reason with every chunk. */
  ended = false;
  #callGoesOn = false;
  /** The pieces of each call; facts need none of them. */
  readonly #callPieces: JsonObject[][] | undefined;

  /** @param keepArguments whether `content()` has the arguments of calls. */
  constructor(keepArguments: boolean) {
    this.#callPieces = keepArguments ? [] : undefined;
  }

  add(piece: JsonObject): void {
    for (const part of partsOf(asObject(piece.content))) {
      this.text += visibleText(part);
      this.reasoning.add(part);
      const call = callIn(part);
      if (call !== undefined) this.#addCall(call);
    }
    const reason = either(piece, "finishReason");
    // Asked for them, Google writes enums as numbers.
    const said = typeof reason === "number" ? String(reason) : asText(reason);
    this.ended = said !== undefined;
    this.finishReason = said ?? this.finishReason;
  }

  /** What it says and calls. */
  content(): AnswerContent {
    return {
      text: this.text,
      toolCalls: this.calls.map(({ name }, index) => ({
        name,
        arguments: argumentsText(argumentsOf(this.#callPieces?.[index] ?? [])),
      })),
    };
  }

  /** Arguments may be streamed: the first piece of a call has its name, those behind it have none. */
  #addCall(call: JsonObject): void {
    const name = asText(call.name);
    if (name !== undefined || !this.#callGoesOn) this.calls.push({ id: callId(call) ?? "", name: name ?? "" });
    if (this.#callPieces !== undefined) (this.#callPieces[this.calls.length - 1] ??= []).push(call);
    this.#callGoesOn = either(call, "willContinue") === true;
  }
}
