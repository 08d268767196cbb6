import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BellwetherError } from "../../core/error.ts";
import type { WireCodec } from "../codec.ts";
import { joinPieces } from "../event-stream/frame-reader.ts";
import type { RequestFacts } from "../facts.ts";
import { scanBody } from "../json/scan.ts";
import { BLOCKS, type CodecFixtures } from "./fixtures.ts";
import { DEEP, deepText, oddValues } from "./odd.ts";
import { encode, factsOrNone, readStream, readValue, testMemo } from "./reading.ts";
import { contentOf, type Said } from "./said.ts";

const NOTHING = { text: "", toolCalls: [] };
const bytesOf = (stream: string | Uint8Array): Uint8Array => (typeof stream === "string" ? encode(stream) : stream);

const EXAMPLES: Readonly<Record<string, Said>> = {
  "a text": { texts: [["I will ", "", "look. é😀", "\n"]], calls: [] },
  "several texts": { texts: [["One. "], ["Two", ". "], ["Three."]], calls: [] },
  "a call whose arguments are cut at odd places": {
    texts: [["Let me see."]],
    calls: [{ name: "read", arguments: ["", '{"pa', 'th":"a\\', '"b\\', "\\.ts", '","at":[1', "2.5,-", "3]", "}"] }],
  },
  "a call alone, without arguments": { texts: [], calls: [{ name: "now", arguments: ["{}"] }] },
  "two calls side by side": {
    texts: [],
    calls: [
      { name: "read", arguments: ['{"path":', '"a.ts"}'] },
      { name: "read", arguments: ['{"path":"b.ts"', "}"] },
    ],
  },
  "a refusal": { texts: [], calls: [], refusal: "I cannot help with that." },
  "nothing at all": { texts: [], calls: [] },
};

/** A text in one to five pieces, cut anywhere: between the halves of a character, too. */
const piecesOf = (text: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> =>
  fc.tuple(text, fc.array(fc.nat(), { maxLength: 4 })).map(([whole, places]) => {
    const cuts = [0, ...places.map((place) => place % (whole.length + 1)).sort((a, b) => a - b), whole.length];
    return cuts.slice(1).map((cut, index) => whole.slice(cuts[index], cut));
  });

const anyText = fc.string({ unit: "binary" });
const anyArguments = fc.dictionary(anyText, fc.jsonValue(), { maxKeys: 4 }).map((value) => JSON.stringify(value));
const anySaid: fc.Arbitrary<Said> = fc.record({
  texts: fc.array(piecesOf(anyText), { maxLength: 3 }),
  calls: fc.array(fc.record({ name: fc.stringMatching(/^[a-z_]{1,9}$/), arguments: piecesOf(anyArguments) }), {
    maxLength: 3,
  }),
});

/** What every codec must read of what is said. */
export function contentSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
  const { key, say, alike } = { ...BLOCKS, ...fixtures.wording };
  const answer = (bytes: Uint8Array, streamed: boolean) => make().content.answer(bytes, streamed);
  const request = (value: unknown) => make().content.request(encode(JSON.stringify(value)));

  describe(`${name}: a codec reads what answers say`, () => {
    const stream = bytesOf(fixtures.answer.stream);

    function expectSaid(said: Said): void {
      const written = fixtures.write(said);
      const reader = make().openStream(true);
      reader.push(bytesOf(written.stream));
      reader.end();
      expect(reader.content()).toEqual(contentOf(said));
      expect(answer(encode(JSON.stringify(written.body)), false)).toEqual(contentOf(said));
      expect(answer(bytesOf(written.stream), true)).toEqual(contentOf(said));
    }

    for (const [what, said] of Object.entries(EXAMPLES))
      test(`and of ${what}, whole and streamed`, () => expectSaid(said));

    test("and it is the same of a body and of a stream, whatever is said and wherever it is cut", () => {
      fc.assert(fc.property(anySaid, expectSaid), { numRuns: 60 });
    });

    test("and of a stream that was cut short it is what came, as the facts have it", () => {
      const whole = answer(stream, true);
      expect(whole.toolCalls.length).toBeGreaterThan(0);
      for (let length = 0; length <= stream.length; length++) {
        const cut = stream.subarray(0, length);
        const read = answer(cut, true);
        const facts = readStream(make(), cut);
        expect(whole.text.startsWith(read.text)).toBe(true);
        expect(read.text.length).toBe(facts.textLength);
        expect(read.toolCalls.map((call) => call.name)).toEqual(facts.toolCalls.map((call) => call.name));
        for (const [index, { arguments: given }] of read.toolCalls.entries())
          if (given !== "{}") expect(whole.toolCalls[index]?.arguments).toStartWith(given);
      }
      expect(answer(stream, true)).toEqual(answer(encode(JSON.stringify(fixtures.answer.body)), false));
    });

    test("and an error says nothing", () => {
      const error = new BellwetherError("upstream_cut", "the upstream closed the connection");
      const body = encode(make().errorBody(error, "id-1"));
      for (const streamed of [false, true]) {
        expect(answer(body, streamed)).toEqual(NOTHING);
        expect(answer(bytesOf(make().errorEvent(error, "id-1")), streamed)).toEqual(NOTHING);
      }
    });

    test("and what cannot be read is absent and does no harm", () => {
      expect(answer(new Uint8Array(), false)).toEqual(NOTHING);
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (noise, streamed) => {
          expect(answer(noise, streamed)).toEqual(NOTHING);
        }),
      );
      fc.assert(
        fc.property(fc.nat(), fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 }), (from, to, noise) => {
          const torn = [stream.subarray(0, from % stream.length), noise, stream.subarray(to % stream.length)];
          expect(answer(joinPieces(torn), true).text).toBeString();
        }),
      );
      for (const body of oddValues(fixtures.answer.body)) {
        const bytes = encode(JSON.stringify(body));
        expect(answer(bytes, false).text.length).toBe(make().readResponse(bytes, 200).textLength);
      }
    });

    test("and arguments that are nested too deeply to be written do no harm to what stands beside them", () => {
      const { body } = fixtures.write({
        texts: [["Well."]],
        calls: [{ name: "read", arguments: [`{"a":"${DEEP}"}`] }],
      });
      const read = answer(encode(deepText(body)), false);
      expect(read).toMatchObject({ text: "Well.", toolCalls: [{ name: "read" }] });
    });
  });

  describe(`${name}: a codec reads what requests ask`, () => {
    const factsOf = (value: unknown): RequestFacts => readValue(make(), value, {}, testMemo(), fixtures.path);

    test("and finds what a person said last, and the tools with their schemas", () => {
      expect(request(fixtures.fullRequest)).toEqual(fixtures.asked);
      expect(fixtures.asked.tools.map((tool) => tool.name)).toEqual(
        factsOf(fixtures.fullRequest).tools.map((tool) => tool.name),
      );
      expect(request({ ...fixtures.bareRequest, [key]: [] })).toEqual({ question: "", tools: [] });
      expect(request({ ...fixtures.bareRequest, [key]: [say("assistant", "hi")] }).question).toBe("");
    });

    const brought = (history: readonly unknown[]) => {
      const body = { ...fixtures.bareRequest, [key]: history };
      const scanned = scanBody(encode(JSON.stringify(body)));
      return make().content.brought(scanned, factsOf(body).messages);
    };

    test("and what they bring is what stands behind the last answer, however it is written", () => {
      fc.assert(
        fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (before, text) => {
          for (const message of [say("user", text), ...alike("user", text)]) {
            const said = [{ said: text, results: [] }];
            expect(brought([message])).toEqual(said);
            expect(brought([say("user", before), say("assistant", before), message])).toEqual(said);
            expect(brought([message, say("assistant", before)])).toEqual([]);
          }
        }),
        { numRuns: 30 },
      );
    });

    test("and results of tools are brought with what they say of errors, and are nobody's words", () => {
      const call = [say("user", "Read it."), say("assistant", "I do.")];
      for (const { message, results } of fixtures.returned)
        expect(brought([...call, message])).toEqual([{ said: "", results }]);
      expect(fixtures.returned.length).toBeGreaterThan(0);
    });

    test("and what is brought by a body that cannot be read is nothing, and does no harm", () => {
      for (const value of oddValues(fixtures.fullRequest)) {
        const facts = factsOrNone(() => factsOf(value));
        if (facts === undefined) continue;
        const bytes = encode(JSON.stringify(value));
        for (const { said } of make().content.brought(scanBody(bytes), facts.messages)) expect(said).toBeString();
      }
    });

    test("and the question is the same however it is written", () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (before, text) => {
          for (const message of [say("user", text), ...alike("user", text)]) {
            const history = [say("user", before), say("assistant", before), message, say("assistant", "well")];
            expect(request({ ...fixtures.bareRequest, [key]: history }).question).toBe(text);
          }
        }),
        { numRuns: 50 },
      );
    });

    test("and what cannot be read is absent and does no harm", () => {
      const { content } = make();
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
          expect(content.request(noise)).toEqual({ question: "", tools: [] });
        }),
      );
      for (const value of oddValues(fixtures.fullRequest, [DEEP]))
        expect(content.request(encode(deepText(value))).question).toBeString();
      let compared = 0;
      for (const value of oddValues(fixtures.fullRequest)) {
        const read = request(value);
        const facts = factsOrNone(() => factsOf(value));
        if (facts === undefined) continue;
        compared++;
        expect(read.tools.map((tool) => tool.name)).toEqual(facts.tools.map((tool) => tool.name));
        if (read.question !== "") expect(facts.messages.some((message) => message.turn)).toBe(true);
      }
      expect(compared).toBeGreaterThan(50);
    });
  });
}
