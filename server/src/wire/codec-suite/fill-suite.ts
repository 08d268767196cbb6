import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { FillValues, WireCodec } from "../codec.ts";
import { scanBody } from "../json/scan.ts";
import { spliceBytes } from "../json/splice.ts";
import { BLOCKS, type CodecFixtures } from "./fixtures.ts";
import { encode, testMemo } from "./reading.ts";

/** How every codec must fill what a request left out. */
export function fillSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
  const { key, say } = { ...BLOCKS, ...fixtures.wording };

  describe(`${name}: a codec fills what was left out`, () => {
    test("and the request is the original with the contracted values", () => {
      const bytes = encode(JSON.stringify(fixtures.bareRequest));
      const fill = make().fill(scanBody(bytes), fixtures.fill.values);
      expect(JSON.parse(new TextDecoder().decode(spliceBytes(bytes, fill.splices)))).toEqual(fixtures.fill.request);
      expect(fill.unplaced).toEqual([]);
    });

    test("and says what the format has no place for", () => {
      const values: FillValues = {
        effort: "high",
        thinking: "adaptive",
        contextEdits: [{ type: "clear_thinking", keep: "all" }],
        betas: ["b"],
        system: "s",
      };
      expect([...make().fill(scanBody(encode("{}")), values).unplaced].sort()).toEqual([...fixtures.unplaced].sort());
    });

    test("and never writes a key a second time, also where a client wrote null", () => {
      const { contextEdits: _edits, betas: _betas, ...values } = fixtures.fill.values;
      const names = Object.keys(fixtures.fill.request);
      const nulls = Object.fromEntries(names.map((name) => [name, null]));
      const fill = make().fill(scanBody(encode(JSON.stringify(nulls))), values);
      expect(fill.splices).toEqual([]);
      expect([...fill.unplaced].sort()).toEqual(Object.keys(values).sort() as (keyof FillValues)[]);
    });

    test("and every byte of the original survives in its order, whatever stands in it", () => {
      const extra = fc.dictionary(
        fc.string().map((key) => `x-${key}`),
        fc.jsonValue(),
        { maxKeys: 6 },
      );
      fc.assert(
        fc.property(extra, fc.constantFrom("", " ", "\n\t"), (members, space) => {
          const bare = JSON.stringify({ ...members, ...fixtures.bareRequest }, undefined, space);
          // Numbers that JavaScript cannot hold must come out as they went in.
          const bytes = encode(bare.replace(/^\{/, '{"big":12345678901234567890,"small":1.0e-400,'));
          const fill = make().fill(scanBody(bytes), fixtures.fill.values);
          const filled = spliceBytes(bytes, fill.splices);
          expect(withoutSplices(filled, fill.splices)).toEqual([...bytes]);
          const expected = { ...JSON.parse(new TextDecoder().decode(bytes)), ...fixtures.fill.request } as unknown;
          expect(JSON.parse(new TextDecoder().decode(filled))).toEqual(expected);
          expect(new TextDecoder().decode(filled)).toContain('"big":12345678901234567890,"small":1.0e-400,');
        }),
        { numRuns: 60 },
      );
    });

    test("and a body of 77 KB keeps its numbers and the order of its keys", () => {
      const long = Array.from({ length: 40 }, (_, turn) =>
        say(turn % 2 === 0 ? "user" : "assistant", `turn ${turn} ${"lorem ipsum ".repeat(160)}`),
      );
      const text = JSON.stringify({ zeta: 1, ...fixtures.bareRequest, [key]: long, alpha: "@" });
      const bytes = encode(text.replace('"@"', "12345678901234567890"));
      expect(bytes.length).toBeGreaterThan(77_000);
      const fill = make().fill(scanBody(bytes), fixtures.fill.values);
      const filled = spliceBytes(bytes, fill.splices);
      expect(withoutSplices(filled, fill.splices)).toEqual([...bytes]);
      const result = new TextDecoder().decode(filled);
      expect(result).toEndWith('"alpha":12345678901234567890}');
      const keys = Object.keys(JSON.parse(result) as object).filter((key) => key === "zeta" || key === "alpha");
      expect(keys).toEqual(["zeta", "alpha"]);
    });

    test("and what it filled is what it reads back", () => {
      const bytes = encode(JSON.stringify(fixtures.bareRequest));
      const fill = make().fill(scanBody(bytes), fixtures.fill.values);
      const facts = make().readRequest(
        scanBody(spliceBytes(bytes, fill.splices)),
        new Headers(fill.headers),
        testMemo(),
      );
      const { model, effort, max_tokens, temperature } = fixtures.fill.values;
      for (const [field, value] of Object.entries({ model, effort, max_tokens, temperature })) {
        if (value !== undefined) expect(facts.fields).toMatchObject({ [field]: value });
      }
      expect(facts.systemText).toBe(fixtures.fill.values.system ?? "");
    });
  });
}

/** Takes spliced texts out again: what is left must be the original. */
function withoutSplices(filled: Uint8Array, splices: readonly { at: number; text: string }[]): number[] {
  const rest = [...filled];
  let shift = 0;
  for (const { at, text } of splices.toSorted((a, b) => a.at - b.at)) {
    const length = encode(text).length;
    expect(rest.splice(at, length)).toEqual([...encode(text)]);
    shift += length;
  }
  expect(rest.length).toBe(filled.length - shift);
  return rest;
}
