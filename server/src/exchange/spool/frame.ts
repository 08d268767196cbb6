import { crc32 } from "node:zlib";

/**
 * What a frame says.
 *
 * - `open`: an exchange is about to call its upstream; the payload is what is known by then.
 * - `close`: it has ended; the payload is what was learnt since.
 * - `end`: the writer stops here by its own will; nothing follows in this run.
 */
export type FrameKind = "open" | "close" | "end";

/** A frame as read back, and the offsets at which it begins and ends in its segment. */
export interface Frame {
  readonly kind: FrameKind;
  readonly payload: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const KINDS: readonly FrameKind[] = ["open", "close", "end"];
const HEADER = 9;

/** First bytes of every segment: what it is, and which version of the frame format. */
export const SEGMENT_MAGIC = new TextEncoder().encode("BWSPOOL1");

/** Longest payload that a reader believes: anything above is damage, not data. */
export const MAX_PAYLOAD = 256 * 1024 * 1024;

/** Frames up to this size share a buffer; a longer one is rare and must not keep its memory. */
const SHARED_BYTES = 256 * 1024;

/**
 * Writes frames: length (u32), crc32 over kind and payload (u32), kind (u8), payload in UTF-8;
 * little-endian. All usual ones in one buffer that is used again.
 */
export class FrameEncoder {
  readonly #encoder = new TextEncoder();
  readonly #shared = new Uint8Array(SHARED_BYTES);

  /** A frame's bytes; they hold until the next call. */
  encode(kind: FrameKind, payload: string): Uint8Array {
    // A UTF-16 code unit takes at most three bytes.
    const most = HEADER + payload.length * 3;
    const buffer = most > SHARED_BYTES ? new Uint8Array(most) : this.#shared;
    const { written } = this.#encoder.encodeInto(payload, buffer.subarray(HEADER));
    const frame = buffer.subarray(0, HEADER + written);
    frame[8] = KINDS.indexOf(kind);
    const view = new DataView(buffer.buffer);
    view.setUint32(0, written, true);
    view.setUint32(4, crc32(frame.subarray(8)), true);
    return frame;
  }
}

/** What `readFrames` found. */
export interface FrameScan {
  readonly frames: readonly Frame[];
  /** Offset behind the last whole frame: where to read on. */
  readonly end: number;
  /**
   * `clean`: the bytes end with a frame. `partial`: the last frame is not whole yet. `damaged`:
   * a checksum or a length is wrong at `end`; nothing behind it can be trusted.
   */
  readonly tail: "clean" | "partial" | "damaged";
}

/**
 * Reads the frames of a segment.
 *
 * @param bytes part of a segment, from a frame's start on.
 * @param base offset of `bytes[0]` in the segment.
 */
export function readFrames(bytes: Uint8Array, base: number): FrameScan {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  let at = 0;
  for (;;) {
    if (at === bytes.length) return { frames, end: base + at, tail: "clean" };
    if (bytes.length - at < HEADER) return { frames, end: base + at, tail: "partial" };
    const length = view.getUint32(at, true);
    const kind = KINDS[bytes[at + 8] ?? -1];
    if (length > MAX_PAYLOAD || kind === undefined) return { frames, end: base + at, tail: "damaged" };
    const end = at + HEADER + length;
    if (end > bytes.length) return { frames, end: base + at, tail: "partial" };
    if (crc32(bytes.subarray(at + 8, end)) !== view.getUint32(at + 4, true)) {
      return { frames, end: base + at, tail: "damaged" };
    }
    frames.push({ kind, payload: bytes.subarray(at + HEADER, end), start: base + at, end: base + end });
    at = end;
  }
}
