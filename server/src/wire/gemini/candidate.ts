import type { ToolCallFact } from "../facts.ts";
import { asObject, asText, type JsonObject } from "../json/value.ts";
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

  /** Arguments may be streamed: the first piece of a call has its name, those behind it have none. */
  #addCall(call: JsonObject): void {
    const name = asText(call.name);
    if (name !== undefined || !this.#callGoesOn) this.calls.push({ id: callId(call) ?? "", name: name ?? "" });
    this.#callGoesOn = either(call, "willContinue") === true;
  }
}
