import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { sha256 } from "../core/digest.ts";
import { readStream } from "./codec-suite/reading.ts";
import { CODECS } from "./codecs.ts";
import type { ResponseFacts, WireFormat } from "./facts.ts";
import { type Recording, recordingsFolder, recordingsIn } from "./golden/recordings.ts";

/**
 * Facts that a person read out of a recording. What is not written must be absent (or empty);
 * `textLength` and `reasoningBlocks` are compared where they are written, `complete` is true where
 * it is not.
 */
interface GoldenFacts {
  readonly id?: string;
  readonly model?: string;
  readonly finish?: string;
  readonly usage?: Readonly<Record<string, number>>;
  readonly tier?: string;
  readonly weights?: string;
  /** The life of what was written to the cache. */
  readonly ttl?: string;
  /** The id and the name of each call. */
  readonly tools?: readonly string[];
  /** The type and, where given, the model of each inference. */
  readonly iterations?: readonly string[];
  readonly edits?: readonly string[];
  readonly error?: { readonly type: string; readonly message: string };
  readonly complete?: boolean;
  readonly textLength?: number;
  readonly reasoningBlocks?: number;
}

const NO_TOKENS = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheWriteOther: 0 };

const LONG = process.env["BELLWETHER_TEST_LONG"] === "1";
/**
 * Streams up to this length are cut in two at every byte, longer ones where there is time for it. Reading a long one
 * again for each of its bytes would take minutes: it is cut at every byte as well, but at those of one distance at a
 * time, and in two only near its start and its end.
 */
const CUT_IN_TWO = LONG ? 6_700 : 1_000;
/** Bytes of the start and the end of a long stream at which it is cut in two. */
const ENDS = LONG ? 250 : 100;
/** How the last event of a stream begins; Gemini's is known by the finish reason inside it, Bedrock's by its name. */
const LAST_EVENT: Readonly<Record<WireFormat, string>> = {
  "anthropic-messages": "event: message_stop",
  "openai-chat": "data: [DONE]",
  "openai-responses": '"response.completed"',
  gemini: '"finishReason"',
  "bedrock-converse": "messageStop",
};
/** The distance of cuts that are made together; a prime, so that they fall on all places of a line. */
const STRIDE = LONG ? 97 : 29;

const folder = recordingsFolder();
const recordings = folder === undefined ? [] : recordingsIn(folder);
const streams = recordings.filter((recording) => recording.streamed);
/** Some cassettes hold the same stream: once is enough for what does not depend on its name. */
const distinct = [...new Map(streams.map((recording) => [sha256(recording.bytes), recording])).values()];
const goldens = new Map(
  Object.keys(CODECS).flatMap((format) => {
    const path = resolve(import.meta.dir, `golden/${format}.golden.json`);
    return Object.entries(JSON.parse(readFileSync(path, "utf8")) as Record<string, GoldenFacts>);
  }),
);

function factsOf(recording: Recording): ResponseFacts {
  const codec = CODECS[recording.format];
  return recording.streamed
    ? readStream(codec, recording.bytes)
    : codec.readResponse(recording.bytes, recording.status);
}

/** A linear congruential generator: the cuts are random, and the same on every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

/** The cuts of each reading of a stream; together they are all of its bytes. */
function* cuttings(bytes: Uint8Array): Generator<readonly number[]> {
  const length = bytes.length;
  const inTwo = length <= CUT_IN_TWO;
  for (let at = 0; at <= length; at++) if (inTwo || at < ENDS || at > length - ENDS) yield [at];
  if (inTwo) return;
  for (let first = 0; first < STRIDE; first++) {
    yield Array.from({ length: Math.ceil((length - first) / STRIDE) }, (_, step) => first + step * STRIDE);
  }
}

if (folder === undefined) console.log("recorded streams: skipped, the folder of recorded traffic is not there");

describe.skipIf(folder === undefined)("recorded answers of providers", () => {
  test("have the facts that were read out of them by eye", () => {
    const byName = new Map(recordings.map((recording) => [recording.name, recording]));
    for (const [name, golden] of goldens) {
      const recording = byName.get(name);
      if (recording === undefined) throw new Error(`no recording is called ${name}`);
      const facts = factsOf(recording);
      const calls = facts.toolCalls.map((call) => `${call.id} ${call.name}`);
      const iterations = facts.iterations.map(({ type, model }) => (model === undefined ? type : `${type} ${model}`));
      const read = {
        id: facts.id,
        model: facts.model,
        finish: facts.finishReason,
        usage: facts.usage,
        tier: facts.serviceTier,
        weights: facts.fields.weights,
        ttl: facts.fields.cache_ttl,
        tools: calls,
        iterations,
        edits: facts.appliedEdits,
        error: facts.error,
        complete: facts.complete,
      };
      const expected = {
        ...golden,
        usage: golden.usage === undefined ? undefined : { ...NO_TOKENS, ...golden.usage },
        tools: golden.tools ?? [],
        iterations: golden.iterations ?? [],
        edits: golden.edits ?? [],
        complete: golden.complete ?? true,
        textLength: undefined,
        reasoningBlocks: undefined,
      };
      expect({ name, ...read } as unknown).toEqual({ name, ...expected });
      if (golden.textLength !== undefined) expect(`${name} ${facts.textLength}`).toBe(`${name} ${golden.textLength}`);
      if (golden.reasoningBlocks !== undefined) {
        expect(`${name} ${facts.reasoning.length}`).toBe(`${name} ${golden.reasoningBlocks}`);
      }
    }
    console.log(`recorded streams: ${goldens.size} goldens agree, of ${recordings.length} recorded answers`);
  });

  test("name their model where their format does, or an error, or are no answer", () => {
    for (const recording of recordings) {
      const facts = factsOf(recording);
      const told = facts.model !== undefined || facts.error !== undefined || !facts.complete;
      // Converse names a model only where a router chose it, and no recording is of one.
      if (recording.format === "bedrock-converse") expect(facts.model, recording.name).toBeUndefined();
      else expect(told, recording.name).toBe(true);
    }
  });

  test("give the same facts wherever a stream is cut", () => {
    let inTwo = 0;
    let readings = 0;
    for (const { name, format, bytes } of distinct) {
      const whole = JSON.stringify(readStream(CODECS[format], bytes));
      if (bytes.length <= CUT_IN_TWO) inTwo++;
      for (const cuts of cuttings(bytes)) {
        readings++;
        const facts = JSON.stringify(readStream(CODECS[format], bytes, cuts));
        if (facts !== whole) expect(`${name} cut at ${cuts.slice(0, 3).join()}: ${facts}`).toBe(whole);
      }
    }
    expect(streams.length).toBeGreaterThan(60);
    console.log(
      `recorded streams: ${streams.length} streams, ${distinct.length} of them distinct, cut at every byte ` +
        `(${inTwo} of them in two, the longer ones at many places at once) in ${readings} readings`,
    );
  }, 300_000);

  test("give the same facts in pieces of any sizes, and byte by byte", () => {
    const random = seeded(20_260_401);
    for (const { name, format, bytes } of distinct) {
      const whole = JSON.stringify(readStream(CODECS[format], bytes));
      const pieces = Array.from({ length: 6 }, (_, round) => {
        const cuts: number[] = [];
        for (let at = random(1 << (2 * round + 2)); at < bytes.length; at += 1 + random(1 << (2 * round + 2)))
          cuts.push(at);
        return cuts;
      });
      for (const cuts of [Array.from(bytes.keys()), ...pieces]) {
        const facts = JSON.stringify(readStream(CODECS[format], bytes, cuts));
        if (facts !== whole) expect(`${name} in ${cuts.length} pieces: ${facts}`).toBe(whole);
      }
    }
  }, 300_000);

  test("are not complete when they are cut short before their last event, and have no other finish reason", () => {
    const random = seeded(7);
    for (const { name, format, bytes } of streams) {
      const whole = readStream(CODECS[format], bytes);
      for (let round = 0; round < 20; round++) {
        const facts = readStream(CODECS[format], bytes.subarray(0, random(bytes.length)));
        if (facts.finishReason !== undefined && whole.iterations.length === 0) {
          expect(`${name} ${facts.finishReason}`).toBe(`${name} ${whole.finishReason}`);
        }
        if (whole.id !== undefined && facts.id === undefined) expect(facts.complete, name).toBe(false);
      }
      const end = LAST_EVENT[format];
      const last = new TextDecoder("latin1").decode(bytes).lastIndexOf(end);
      if (last < 0 || whole.error !== undefined) continue;
      expect(readStream(CODECS[format], bytes.subarray(0, last)).complete, name).toBe(false);
    }
  });
});
