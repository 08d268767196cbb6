import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readScore } from "./read-score.ts";

const NOW = Date.parse("2026-04-01T12:00:00Z");
const EXCHANGE = "01923456-789a-7000-bfff-ffffffffffff";
const DIGEST = `sha256:${"a".repeat(64)}`;
const GOOD = { exchange: EXCHANGE, signal: "resolved", value: true, evaluator: { id: "tests", version: "3" } };
const said = (parts: Record<string, unknown>): unknown => ({ ...GOOD, ...parts });

describe("a score as it is sent", () => {
  test("is read with all that it says", () => {
    const judge = { id: "judge", version: "1", model: "m", rubric_digest: DIGEST, prompt_digest: DIGEST };
    const whole = {
      session: "s",
      signal: "helpful",
      value: 0.5,
      evaluator: judge,
      time: "2026-04-01T11:00:00+02:00",
      idempotency_key: "k",
      output_digest: DIGEST,
      tenant: "acme",
    };
    expect(readScore(whole, NOW)).toEqual({
      ok: true,
      said: {
        content: {
          target: { kind: "session", id: "s" },
          signal: "helpful",
          value: 0.5,
          boolean: false,
          evaluator: { id: "judge", version: "1", model: "m", rubricDigest: DIGEST, promptDigest: DIGEST },
          outputDigest: DIGEST,
          at: Date.parse("2026-04-01T09:00:00Z"),
        },
        idempotencyKey: "k",
        tenant: "acme",
      },
    });
  });

  test("has 1 for true and 0 for false, and remembers that it was one", () => {
    expect([true, false, 1].map((value) => readScore(said({ value }), NOW))).toMatchObject([
      { said: { content: { value: 1, boolean: true } } },
      { said: { content: { value: 0, boolean: true } } },
      { said: { content: { value: 1, boolean: false } } },
    ]);
  });

  test("has no time where none was said, so that a retry says the same", () => {
    const read = readScore(GOOD, NOW);
    expect(read.ok && "at" in read.said.content).toBe(false);
  });

  test.each<[string, unknown, string, RegExp]>([
    ["what is no object", 7, "", /must be a score/],
    ["nothing that it is of", said({ exchange: undefined }), "", /give one of exchange, session and unit/],
    ["two things that it is of", said({ session: "s" }), "session", /cannot stand beside exchange/],
    ["an exchange that has no id's form", said({ exchange: "x" }), "exchange", /bellwether-exchange/],
    ["no signal", said({ signal: undefined }), "signal", /is missing: it must be the name of a signal/],
    ["a signal that is no text", said({ signal: 7 }), "signal", /^must be the name of a signal/],
    ["a signal that is no name", said({ signal: "Resolved!" }), "signal", /lower-case/],
    ["no value", said({ value: undefined }), "value", /finite number, true or false/],
    ["a value that is a text", said({ value: "1" }), "value", /finite number, true or false/],
    [
      "a value beyond all numbers",
      JSON.parse('{"session":"s","signal":"a","value":1e999,"evaluator":{}}'),
      "value",
      /finite/,
    ],
    ["no evaluator", said({ evaluator: undefined }), "evaluator", /must say who judged/],
    ["an evaluator without a version", said({ evaluator: { id: "e" } }), "evaluator.version", /is missing/],
    ["the end user's name", said({ evaluator: { id: "end-user", version: "1" } }), "evaluator.id", /feedback token/],
    ["a digest that is none", said({ output_digest: "abc" }), "output_digest", /64 hex digits/],
    ["a time without its zone", said({ time: "2026-04-01T12:00:00" }), "time", /such as 2026-04-01T12:00:00Z/],
    ["a time that is no time", said({ time: "2026-13-41T12:00:00Z" }), "time", /such as/],
    ["a time before 1970", said({ time: -1 }), "time", /since 1970/],
    ["a time far ahead", said({ time: NOW + 2 * 86_400_000 }), "time", /ahead of the clock/],
    ["a signal that records tell of", said({ signal: "latency_p95" }), "signal", /measured from records/],
    ["an empty key", said({ idempotency_key: "" }), "idempotency_key", /must not be empty/],
    ["a session with a line break", said({ exchange: undefined, session: "a\nb" }), "session", /printable/],
    ["half of a surrogate pair", said({ exchange: undefined, session: "\ud800" }), "session", /printable/],
    ["a misspelt member", said({ sesion: "s" }), "sesion", /did you mean session\?/],
    ["attributes of its own", said({ arm: "candidate" }), "arm", /is nothing that a score has/],
  ])("is refused for %s, and says where", (_, value, place, words) => {
    const read = readScore(value, NOW);
    expect(read).toMatchObject({ ok: false, place });
    expect(read.ok ? "" : read.message).toMatch(words);
  });

  test("never throws, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.record({ signal: fc.anything(), time: fc.anything(), value: fc.anything() }),
        (any, parts) => {
          expect(typeof readScore(any, NOW).ok).toBe("boolean");
          expect(typeof readScore({ ...GOOD, ...parts }, NOW).ok).toBe("boolean");
        },
      ),
    );
  });
});
