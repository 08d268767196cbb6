import type { LabAnswer } from "./answer.ts";
import { eventsBefore, type Faults, type Place } from "./faults.ts";

/** One step in which an answer's body goes onto the wire. */
export type Step =
  | { readonly kind: "send"; readonly bytes: Uint8Array }
  | { readonly kind: "wait"; readonly ms: number }
  /** The socket is destroyed. */
  | { readonly kind: "cut" };

/** How a body is sent, and whether all of it is. */
export interface Script {
  readonly steps: readonly Step[];
  readonly whole: boolean;
}

/** What the formats differ in where streams break. */
export interface StreamErrors {
  /** An error as the event that ends a stream. */
  readonly errorEvent: string | Uint8Array;
  /** An event that no client knows and all have to pass over, with a text of its own inside. */
  readonly bigEvent: (text: string) => string | Uint8Array;
}

const encoder = new TextEncoder();
const BROKEN = 'data: {"type":"broken", "unfinished": [\n\n';
/** Stands in no JSON, inside of its texts or outside. */
const NO_JSON = "\u0000";
/** Pieces in which a whole body is sent where something happens in its middle. */
const PIECES = 8;

/** The steps of a body with its faults. Without faults the events go one by one and a whole body at once. */
export function scriptOf(body: LabAnswer["body"], faults: Faults, errors: StreamErrors): Script {
  const streamed = body.kind === "events";
  const parts = streamed ? body.events.map(bytesOf) : pieces(body.bytes);
  if (parts.length === 0) return { steps: [], whole: true };
  const after = new Map<number, Step[]>();
  const insert = (place: Place, step: Step): void => {
    const at = eventsBefore(place, parts.length);
    after.set(at, [...(after.get(at) ?? []), step]);
  };
  const send = (event: string | Uint8Array): Step => ({ kind: "send", bytes: bytesOf(event) });
  if (faults.silent !== undefined) insert(faults.silent, { kind: "wait", ms: faults.silent.ms });
  if (faults.malformed !== undefined) insert(faults.malformed, send(streamed ? BROKEN : NO_JSON));
  if (faults.bigEvent !== undefined && streamed)
    insert({ after: 1 }, send(errors.bigEvent("x".repeat(faults.bigEvent))));
  const end = streamed && faults.errorEvent !== undefined ? faults.errorEvent : (faults.cut ?? faults.cutClean);
  const last = end === undefined ? parts.length : eventsBefore(end, parts.length);
  const steps: Step[] = [];
  for (let index = 0; index <= last; index++) {
    steps.push(...(after.get(index) ?? []));
    const bytes = parts[index];
    if (index === last || bytes === undefined) continue;
    if (faults.slow !== undefined) steps.push({ kind: "wait", ms: faults.slow });
    steps.push({ kind: "send", bytes });
  }
  if (end !== undefined && end === faults.errorEvent) steps.push(send(errors.errorEvent));
  else if (faults.cut !== undefined) steps.push({ kind: "cut" });
  return { steps, whole: end === undefined || end === faults.errorEvent };
}

function bytesOf(event: string | Uint8Array): Uint8Array {
  return typeof event === "string" ? encoder.encode(event) : event;
}

function pieces(bytes: Uint8Array): readonly Uint8Array[] {
  const size = Math.max(1, Math.ceil(bytes.length / PIECES));
  const parts: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) parts.push(bytes.subarray(from, from + size));
  return parts;
}
