import { expect, test } from "bun:test";
import fc from "fast-check";
import { FrameEncoder, type FrameKind, readFrames } from "./frame.ts";

const kind = fc.constantFrom<FrameKind>("open", "close", "end");
const decoder = new TextDecoder();

test("frames are read back as they were written, long ones and short ones in any order", () => {
  const encoder = new FrameEncoder();
  const payload = fc
    .tuple(fc.string({ unit: "grapheme" }), fc.constantFrom(1, 2, 90_000))
    .map(([text, times]) => text.slice(0, 8).repeat(times));
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, payload), { maxLength: 5 }), (frames) => {
      const bytes = Buffer.concat(frames.map(([is, text]) => Buffer.from(encoder.encode(is, text))));
      const { frames: read, tail } = readFrames(bytes, 0);
      expect(tail).toBe("clean");
      expect(read.map((frame) => [frame.kind, decoder.decode(frame.payload)])).toEqual(
        frames.map(([is, text]) => [is, text.toWellFormed()]),
      );
    }),
    { numRuns: 40 },
  );
});

test("a frame that is torn at any byte is partial, and what stands before it is whole", () => {
  const encoder = new FrameEncoder();
  const first = Buffer.from(encoder.encode("open", '{"a":"ä"}'));
  const second = Buffer.from(encoder.encode("close", '{"b":1}'));
  const whole = Buffer.concat([first, second]);
  for (let end = first.length + 1; end < whole.length; end++) {
    const { frames, tail } = readFrames(whole.subarray(0, end), 0);
    expect([frames.length, tail]).toEqual([1, "partial"]);
  }
});

test("a frame with any bit turned over is never taken for a whole one", () => {
  const encoder = new FrameEncoder();
  const frame = Buffer.from(encoder.encode("close", '{"exchange":"x","status":200}'));
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const bent = Buffer.from(frame);
    bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(readFrames(bent, 0).frames).toEqual([]);
  }
});
