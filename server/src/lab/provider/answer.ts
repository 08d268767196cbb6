/** An answer of the lab before it is put on the wire: what it says, not yet how it arrives. */
export interface LabAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body:
    | { readonly kind: "whole"; readonly bytes: Uint8Array }
    /** Whole events in order: of SSE as text, of other framings as bytes. */
    | { readonly kind: "events"; readonly events: readonly (string | Uint8Array)[] };
  readonly requestedModel?: string;
  readonly servedModel?: string;
  /** The provider's id of the answer. */
  readonly answerId?: string;
}

const encoder = new TextEncoder();

/** A JSON answer. */
export function jsonAnswer(
  value: unknown,
  status = 200,
  facts: Pick<LabAnswer, "requestedModel" | "servedModel" | "answerId"> = {},
  headers: Readonly<Record<string, string>> = {},
): LabAnswer {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: { kind: "whole", bytes: encoder.encode(JSON.stringify(value)) },
    ...facts,
  };
}

/** A streamed answer. */
export function eventsAnswer(
  events: readonly string[],
  facts: Pick<LabAnswer, "requestedModel" | "servedModel" | "answerId">,
): LabAnswer {
  return {
    status: 200,
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" },
    body: { kind: "events", events },
    ...facts,
  };
}

/** An answer that is streamed as an AWS event stream. */
export function framesAnswer(
  events: readonly Uint8Array[],
  facts: Pick<LabAnswer, "requestedModel" | "servedModel" | "answerId">,
): LabAnswer {
  return {
    status: 200,
    headers: { "content-type": "application/vnd.amazon.eventstream" },
    body: { kind: "events", events },
    ...facts,
  };
}
