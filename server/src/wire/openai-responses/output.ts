import { asNumber, asText, type JsonObject, objectsOf } from "../json/value.ts";

interface Piece {
  item: JsonObject;
  done: boolean;
  /** What has been said of an item that has not ended: its text, or what its call is given. */
  text: string;
}

/** The items of a streamed answer as their events bring them. */
export class OutputPieces {
  readonly #pieces = new Map<number | string, Piece>();
  readonly #keepArguments: boolean;

  /** @param keepArguments whether calls that have not ended hold the arguments that have come. */
  constructor(keepArguments = false) {
    this.#keepArguments = keepArguments;
  }

  /** Takes an event of an item; others are not its business. */
  add(type: string, event: JsonObject): void {
    const item = event.item;
    switch (type) {
      case "response.output_item.added":
      case "response.output_item.done":
        for (const whole of objectsOf([item])) this.#set(event, whole, type.endsWith(".done"));
        break;
      case "response.output_text.delta":
      case "response.refusal.delta":
        this.#grow(event);
        break;
      case "response.function_call_arguments.delta":
      case "response.custom_tool_call_input.delta":
        if (this.#keepArguments) this.#grow(event);
        break;
      default:
    }
  }

  /** The items so far, in the order of the answer; of one that has not ended, what is sure of it. */
  items(): readonly JsonObject[] {
    const pieces = [...this.#pieces.entries()].sort(([a], [b]) =>
      typeof a === "number" && typeof b === "number" ? a - b : 0,
    );
    return pieces.flatMap(([, piece]) => shown(piece));
  }

  /**
   * The items of the final response. Reasoning is encrypted anew for it, and a client that reads
   * the stream resends what came when the item was done: so that is what is known of it.
   */
  sealedAsStreamed(final: readonly JsonObject[]): readonly JsonObject[] {
    const done = new Map<string, JsonObject>();
    for (const { item, done: ended } of this.#pieces.values()) {
      const id = asText(item.id);
      if (ended && id !== undefined && item.type === "reasoning") done.set(id, item);
    }
    if (done.size === 0) return final;
    return final.map((item) => (item.type === "reasoning" ? (done.get(asText(item.id) ?? "") ?? item) : item));
  }

  #grow(event: JsonObject): void {
    const piece = this.#pieces.get(keyOf(event));
    if (piece !== undefined) piece.text += asText(event.delta) ?? "";
  }

  #set(event: JsonObject, item: JsonObject, done: boolean): void {
    const key = asNumber(event.output_index) ?? asText(item.id) ?? "";
    this.#pieces.set(key, { item, done, text: "" });
  }
}

function keyOf(event: JsonObject): number | string {
  return asNumber(event.output_index) ?? asText(event.item_id) ?? "";
}

function shown({ item, done, text }: Piece): readonly JsonObject[] {
  if (done) return [item];
  if (item.type === "message") return [{ ...item, content: text }];
  // What an item of reasoning holds at its start is not what it holds at its end.
  if (item.type === "reasoning") return [];
  return text === "" ? [item] : [{ ...item, [item.type === "custom_tool_call" ? "input" : "arguments"]: text }];
}
