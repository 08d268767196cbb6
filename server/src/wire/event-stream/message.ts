import { crc32 } from "node:zlib";
import { PRELUDE_BYTES } from "./frame-bounds.ts";

/** One message of an AWS event stream: its headers that are texts, and its payload. */
export interface Message {
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Uint8Array;
}

/** The type of a header's value that is a text. */
const TEXT = 7;
/** Lengths of values by type; a text and bytes bring theirs along. */
const FIXED: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const WITH_LENGTH: ReadonlySet<number> = new Set([6, TEXT]);

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * Reads one whole message, whose prelude has been checked.
 *
 * @returns undefined where its checksum is wrong, or its headers are none.
 */
export function readMessage(frame: Uint8Array): Message | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const end = frame.length - 4;
  if (view.getUint32(end) !== crc32(frame.subarray(0, end))) return undefined;
  const headersEnd = PRELUDE_BYTES + view.getUint32(4);
  const headers = readHeaders(frame, view, headersEnd);
  return headers === undefined ? undefined : { headers, payload: frame.subarray(headersEnd, end) };
}

function readHeaders(frame: Uint8Array, view: DataView, end: number): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  let at = PRELUDE_BYTES;
  while (at < end) {
    const nameEnd = at + 1 + view.getUint8(at);
    if (nameEnd >= end) return undefined;
    const name = decoder.decode(frame.subarray(at + 1, nameEnd));
    const type = view.getUint8(nameEnd);
    at = nameEnd + 1;
    let length = FIXED[type];
    if (WITH_LENGTH.has(type)) {
      if (at + 2 > end) return undefined;
      length = view.getUint16(at);
      at += 2;
    }
    if (length === undefined || at + length > end) return undefined;
    if (type === TEXT) headers.set(name, decoder.decode(frame.subarray(at, at + length)));
    at += length;
  }
  return headers;
}

/** Writes a message whose headers are texts. */
export function writeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array | string): Uint8Array {
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  const written = Object.entries(headers).map(
    ([name, value]) => [encoder.encode(name), encoder.encode(value)] as const,
  );
  const headerBytes = written.reduce((sum, [name, value]) => sum + 4 + name.length + value.length, 0);
  const frame = new Uint8Array(PRELUDE_BYTES + headerBytes + body.length + 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, frame.length);
  view.setUint32(4, headerBytes);
  view.setUint32(8, crc32(frame.subarray(0, 8)));
  let at = PRELUDE_BYTES;
  for (const [name, value] of written) {
    view.setUint8(at, name.length);
    frame.set(name, at + 1);
    at += 1 + name.length;
    view.setUint8(at, TEXT);
    view.setUint16(at + 1, value.length);
    frame.set(value, at + 3);
    at += 3 + value.length;
  }
  frame.set(body, at);
  view.setUint32(frame.length - 4, crc32(frame.subarray(0, frame.length - 4)));
  return frame;
}

/** Writes an event as Bedrock frames it. */
export function writeEvent(type: string, value: unknown): Uint8Array {
  const headers = { ":event-type": type, ":content-type": "application/json", ":message-type": "event" };
  return writeMessage(headers, JSON.stringify(value));
}
