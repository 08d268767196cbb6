import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { SseParser } from "./parser.ts";

type Event = readonly [event: string, data: string];

function eventsOf(chunks: readonly Uint8Array[]): Event[] {
  const events: Event[] = [];
  const parser = new SseParser((event, data) => events.push([event, data]));
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return events;
}

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => eventsOf([encode(text)]);

describe("SseParser", () => {
  test("reads events by the rules of the standard", () => {
    expect(read("event: a\ndata: 1\ndata:2\ndata:  3\n\n")).toEqual([["a", "1\n2\n 3"]]);
    expect(read(": comment\nid: 7\nretry: 3\ndata\n\n")).toEqual([["", ""]]);
    expect(read("event: lost\n\ndata: x\n\n")).toEqual([["", "x"]]);
    expect(read("data: a: b\n\n\n\ndata: c\n\n")).toEqual([
      ["", "a: b"],
      ["", "c"],
    ]);
    expect(read("\uFEFFdata: mark\n\n")).toEqual([["", "mark"]]);
  });

  test("gives out data without an empty line behind it at the end", () => {
    expect(read("data: a\n\ndata: [DONE]")).toEqual([
      ["", "a"],
      ["", "[DONE]"],
    ]);
    expect(read("data: a\n")).toEqual([["", "a"]]);
  });

  test("gives the same events for every line end, wherever two cuts fall", () => {
    const lines = ["event: é€😀", 'data: {"t":"ünï 😀"}', "data: more", "", ": note", "data: \u2028x", "", ""];
    const expected = read(lines.join("\n"));
    expect(expected).toHaveLength(2);
    for (const end of ["\n", "\r", "\r\n"]) {
      const bytes = encode(lines.join(end));
      for (let first = 0; first <= bytes.length; first++) {
        for (let second = first; second <= bytes.length; second++) {
          const parts = [bytes.slice(0, first), bytes.slice(first, second), bytes.slice(second)];
          expect(eventsOf(parts)).toEqual(expected);
        }
      }
    }
  });

  test("gives the same events for any stream and any cuts", () => {
    const line = fc.oneof(
      fc.string({ unit: "binary" }).map((text) => `data: ${text.replace(/[\r\n]/g, " ")}`),
      fc.constantFrom("", "", "event: x", ":", "data", "id: 1"),
    );
    const stream = fc
      .array(fc.tuple(line, fc.constantFrom("\n", "\r\n", "\r")), { maxLength: 20 })
      .map((pairs) => pairs.flat().join(""));
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 8 }), (text, cuts) => {
        const bytes = encode(text);
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const parts = places.slice(1).map((end, index) => bytes.slice(places[index], end));
        expect(eventsOf(parts)).toEqual(eventsOf([bytes]));
      }),
    );
  });

  test("does not depend on a buffer that its owner uses again", () => {
    const buffer = new Uint8Array(4);
    const events: Event[] = [];
    const parser = new SseParser((event, data) => events.push([event, data]));
    for (const piece of ["data", ": ab", "cd\n\n"]) {
      buffer.set(encode(piece));
      parser.push(buffer.subarray(0, piece.length));
    }
    expect(events).toEqual([["", "abcd"]]);
  });
});
