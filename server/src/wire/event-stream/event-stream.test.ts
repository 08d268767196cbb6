import { describe, expect, test } from "bun:test";
import { EventStreamCodec } from "@smithy/eventstream-codec";
import * as fc from "fast-check";
import { FrameBounds, MOST_BYTES } from "./frame-bounds.ts";
import { FrameEdge } from "./frame-edge.ts";
import { joinPieces } from "./frame-reader.ts";
import { readMessage, writeEvent, writeMessage } from "./message.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The codec of AWS's own SDK. */
const theirs = new EventStreamCodec((bytes) => new TextDecoder().decode(bytes as Uint8Array), encode);
const MESSAGES = [
  writeEvent("messageStart", { role: "assistant" }),
  writeMessage({}, ""),
  writeEvent("contentBlockDelta", { delta: { text: "é😀" } }),
];
const STREAM = joinPieces(MESSAGES);
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text !== "__proto__");

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

describe("a message of an event stream", () => {
  test("is written as AWS's own codec writes it, and read as it reads it", () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ maxLength: 40 }), { maxKeys: 4 }), fc.uint8Array(), (texts, body) => {
        const headers = Object.fromEntries(
          Object.entries(texts).map(([key, value]) => [key, { type: "string" as const, value }]),
        );
        const frame = theirs.encode({ headers, body });
        expect(writeMessage(texts, body)).toEqual(frame);
        const message = readMessage(frame);
        expect(Object.fromEntries(message?.headers ?? [])).toEqual(texts);
        expect(message?.payload).toEqual(body);
      }),
    );
  });

  test("may have headers of every type, of which texts are read", () => {
    const frame = theirs.encode({
      headers: {
        yes: { type: "boolean", value: true },
        no: { type: "boolean", value: false },
        byte: { type: "byte", value: 1 },
        short: { type: "short", value: 2 },
        integer: { type: "integer", value: 3 },
        binary: { type: "binary", value: encode("bin") },
        at: { type: "timestamp", value: new Date(0) },
        id: { type: "uuid", value: "00000000-0000-4000-8000-000000000000" },
        said: { type: "string", value: "text" },
      },
      body: encode("{}"),
    });
    expect([...(readMessage(frame)?.headers ?? [])]).toEqual([["said", "text"]]);
  });

  test("that is damaged anywhere is none", () => {
    const frame = MESSAGES[0] ?? new Uint8Array();
    for (let at = 12; at < frame.length; at++) {
      const damaged = Uint8Array.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(readMessage(damaged), `byte ${at}`).toBeUndefined();
    }
  });
});

describe("the bounds of messages", () => {
  test("are the same wherever two cuts fall", () => {
    const ends = MESSAGES.map((_, index) => joinPieces(MESSAGES.slice(0, index + 1)).length);
    for (let first = 0; first <= STREAM.length; first++) {
      for (let second = first; second <= STREAM.length; second++) {
        const bounds = new FrameBounds();
        let at = 0;
        const found = cutAt(STREAM, [first, second]).flatMap((piece) => {
          const here = bounds.push(piece).map((end) => at + end);
          at += piece.length;
          return here;
        });
        if (found.join() !== ends.join()) expect(`${first},${second}: ${found.join()}`).toBe(ends.join());
        expect(bounds.inside).toBe(false);
      }
    }
  });

  test("are none behind a length that no message has, or a prelude that is damaged", () => {
    const prelude = (length: number, headers: number): Uint8Array => {
      const frame = writeMessage({}, new Uint8Array(4));
      new DataView(frame.buffer).setUint32(0, length);
      new DataView(frame.buffer).setUint32(4, headers);
      return frame;
    };
    for (const frame of [prelude(15, 0), prelude(MOST_BYTES + 1, 0), prelude(20, 5), prelude(20, 0xffffffff)]) {
      const bounds = new FrameBounds();
      expect(bounds.push(frame)).toEqual([]);
      expect(bounds.broken).toBe(true);
      expect(bounds.push(STREAM)).toEqual([]);
    }
    const damaged = Uint8Array.from(STREAM);
    damaged[8] = (damaged[8] ?? 0) ^ 1;
    const bounds = new FrameBounds();
    bounds.push(damaged);
    expect(bounds.broken).toBe(true);
  });
});

describe("the edge of an event stream", () => {
  test("lets whole messages pass only, and loses no byte", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 8 }), fc.nat(40), (cuts, torn) => {
        const bytes = STREAM.subarray(0, STREAM.length - torn);
        const edge = new FrameEdge();
        const bounds = new FrameBounds();
        const out: Uint8Array[] = [];
        for (const piece of cutAt(bytes, cuts)) {
          out.push(edge.push(piece));
          bounds.push(out.at(-1) ?? new Uint8Array());
          expect(bounds.inside).toBe(false);
        }
        expect(joinPieces([...out, edge.end()])).toEqual(bytes);
      }),
    );
  });

  test("keeps nothing back behind what is no message", () => {
    const edge = new FrameEdge();
    expect(edge.push(encode("data: x\n"))).toHaveLength(0);
    expect(edge.push(encode("more of it"))).toEqual(encode("data: x\nmore of it"));
    expect(edge.push(encode("and more"))).toEqual(encode("and more"));
  });
});
