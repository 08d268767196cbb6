import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { spliceBytes } from "./splice.ts";

const encode = (text: string) => new TextEncoder().encode(text);

describe("spliceBytes", () => {
  test("puts texts where they belong, whatever the order in which they are given", () => {
    const result = spliceBytes(encode("abc"), [
      { at: 3, text: "Z" },
      { at: 0, text: "é" },
      { at: 1, text: "--" },
      { at: 1, text: "++" },
    ]);
    expect(new TextDecoder().decode(result)).toBe("éa--++bcZ");
  });

  test("without splices gives the very same bytes", () => {
    const bytes = encode("{}");
    expect(spliceBytes(bytes, [])).toBe(bytes);
  });

  test("keeps every byte of the original in its order", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 50 }),
        fc.array(fc.tuple(fc.nat(50), fc.string()), { maxLength: 5 }),
        (bytes, places) => {
          const splices = places.map(([at, text]) => ({ at: Math.min(at, bytes.length), text }));
          const result = [...spliceBytes(bytes, splices)];
          // Taking the splices out again from behind leaves the original.
          const ordered = splices.map((splice) => splice).sort((a, b) => a.at - b.at);
          let shift = ordered.reduce((sum, splice) => sum + encode(splice.text).length, 0);
          for (const { at, text } of ordered.toReversed()) {
            const length = encode(text).length;
            shift -= length;
            expect(result.splice(at + shift, length)).toEqual([...encode(text)]);
          }
          expect(result).toEqual([...bytes]);
        },
      ),
    );
  });
});
