import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { turns } from "../core/turn.ts";
import type { After } from "../core/clock.ts";
import { CODECS } from "../wire/codecs.ts";
import { EventEdge } from "./event-edge.ts";
import { messageEvents } from "./fixtures/answers.ts";
import { HandFed, streamOf } from "./fixtures/fake-upstream.ts";
import { ManualTimers } from "./fixtures/manual-timers.ts";
import { holdUntilModel } from "./hold.ts";
import { LINGER_LIMITS, relay, type RelayHooks } from "./relay.ts";

const encoder = new TextEncoder();
const STREAM = messageEvents().join("");
const atOnce: After = (_ms, callback) => {
  callback();
  return () => undefined;
};
const never: After = () => () => undefined;
const turn = turns((go) => void setImmediate(go));

/** Cuts bytes at the given offsets. */
function cut(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...new Set(offsets.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
  return edges.map((from, index) => bytes.subarray(from, edges[index + 1])).filter(({ length }) => length > 0);
}

const chunkings = (text: string): fc.Arbitrary<Uint8Array[]> =>
  fc.array(fc.nat(), { maxLength: 12 }).map((offsets) => cut(encoder.encode(text), offsets));

function hooksOf(parts: Partial<RelayHooks> = {}): RelayHooks & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    onChunk: () => undefined,
    mayGoOn: () => true,
    beforeEnd: () => {
      calls.push("beforeEnd");
      return Promise.resolve(undefined);
    },
    onCut: () => {
      calls.push("onCut");
      return Promise.resolve();
    },
    onCancel: () => {
      calls.push("onCancel");
    },
    onOver: () => undefined,
    ...parts,
  };
}

async function received(stream: ReadableStream<Uint8Array>): Promise<{ bytes: Uint8Array; broken: boolean }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of stream) pieces.push(piece);
    return { bytes: Buffer.concat(pieces), broken: false };
  } catch {
    // That it broke off is what is asked.
    return { bytes: Buffer.concat(pieces), broken: true };
  }
}

describe("a relay", () => {
  test("delivers exactly the bytes that it receives, however they are cut, held or split at events", async () => {
    await fc.assert(
      fc.asyncProperty(chunkings(STREAM), fc.boolean(), fc.boolean(), async (chunks, wholeEvents, holds) => {
        const source = streamOf(chunks).getReader();
        const reader = CODECS["anthropic-messages"].openStream();
        const held = holds
          ? await holdUntilModel(source, reader, { events: 64, bytes: 262_144, ms: 1 }, never)
          : undefined;
        const seen: Uint8Array[] = [];
        const hooks = hooksOf({ onChunk: (chunk) => seen.push(chunk) });
        const { bytes, broken } = await received(
          relay({ source, reader, held, wholeEvents, after: never, turn, hooks }),
        );
        expect(broken).toBe(false);
        expect(new TextDecoder().decode(bytes)).toBe(STREAM);
        expect(Buffer.concat(seen).toString()).toBe(STREAM);
        expect(hooks.calls).not.toContain("onCut");
      }),
      { numRuns: 200 },
    );
  });

  test("never ends cleanly where the stream was cut, whether it was closed or broken", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: STREAM.length - 30 }), fc.boolean(), fc.boolean(), async (at, breaks, whole) => {
        const source = streamOf([encoder.encode(STREAM.slice(0, at))], breaks ? new Error("reset") : undefined);
        const hooks = hooksOf();
        const reader = CODECS["anthropic-messages"].openStream();
        const stream = relay({
          source: source.getReader(),
          reader,
          held: undefined,
          wholeEvents: whole,
          after: never,
          turn,
          hooks,
        });
        const { bytes, broken } = await received(stream);
        expect(broken).toBe(true);
        expect(STREAM.startsWith(new TextDecoder().decode(bytes))).toBe(true);
        expect(hooks.calls).toEqual(["onCut"]);
      }),
    );
  });

  test("keeps the event that ends the stream back until the record is written", async () => {
    await fc.assert(
      fc.asyncProperty(chunkings(STREAM), fc.boolean(), async (chunks, wholeEvents) => {
        const written = Promise.withResolvers<undefined>();
        let text = "";
        let early: string | undefined;
        const hooks = hooksOf({
          beforeEnd: () => {
            early ??= text;
            setImmediate(() => written.resolve(undefined));
            return written.promise;
          },
        });
        const reader = CODECS["anthropic-messages"].openStream();
        const source = streamOf(chunks).getReader();
        for await (const piece of relay({ source, reader, held: undefined, wholeEvents, after: never, turn, hooks })) {
          text += new TextDecoder().decode(piece);
        }
        expect(text).toBe(STREAM);
        // The last line end is what makes the event whole.
        expect(early?.length).toBeLessThan(STREAM.length);
      }),
      { numRuns: 50 },
    );
  });

  test("ends in an error event where the end may not be delivered, behind whole events only", async () => {
    await fc.assert(
      fc.asyncProperty(chunkings(STREAM), async (chunks) => {
        const hooks = hooksOf({ beforeEnd: () => Promise.resolve("event: error\ndata: {}\n\n") });
        const reader = CODECS["anthropic-messages"].openStream();
        const source = streamOf(chunks).getReader();
        const { bytes, broken } = await received(
          relay({ source, reader, held: undefined, wholeEvents: true, after: never, turn, hooks }),
        );
        const text = new TextDecoder().decode(bytes);
        expect(broken).toBe(false);
        expect(text.endsWith("event: error\ndata: {}\n\n")).toBe(true);
        const before = text.slice(0, -"event: error\ndata: {}\n\n".length);
        expect(STREAM.startsWith(before)).toBe(true);
        expect(before === "" || before.endsWith("\n\n")).toBe(true);
        expect(before).not.toContain("message_stop");
      }),
    );
  });

  test("takes several messages in one stream for one answer, which ends behind the last", async () => {
    const twice = STREAM + STREAM.replaceAll("msg_1", "msg_2");
    await fc.assert(
      fc.asyncProperty(chunkings(twice), fc.boolean(), async (chunks, wholeEvents) => {
        let text = "";
        const ends: string[] = [];
        const hooks = hooksOf({
          beforeEnd: () => {
            ends.push(text);
            return Promise.resolve(undefined);
          },
        });
        const reader = CODECS["anthropic-messages"].openStream();
        const source = streamOf(chunks).getReader();
        for await (const piece of relay({ source, reader, held: undefined, wholeEvents, after: never, turn, hooks })) {
          text += new TextDecoder().decode(piece);
        }
        expect(text).toBe(twice);
        expect(ends.length).toBe(1);
        expect(twice.startsWith(ends[0] ?? "")).toBe(true);
        expect(ends[0]?.length).toBeLessThan(twice.length);
      }),
      { numRuns: 100 },
    );
  });

  test("ends an answer behind which the upstream leaves the stream open, and hangs up", async () => {
    const timers = new ManualTimers();
    const stream = new HandFed();
    const { body } = await stream.reaction({ signal: new AbortController().signal } as never);
    const reader = CODECS["anthropic-messages"].openStream();
    const hooks = hooksOf();
    const relayed = relay({
      source: body!.getReader(),
      reader,
      held: undefined,
      wholeEvents: false,
      after: timers.after,
      turn,
      hooks,
    });
    stream.feed(STREAM);
    const drained = received(relayed);
    await timers.elapse(LINGER_LIMITS.ms);
    const { bytes, broken } = await drained;
    expect([bytes.toString(), broken, stream.cancelled, timers.running]).toEqual([STREAM, false, true, 0]);
    expect(hooks.calls).toEqual(["beforeEnd"]);
  });

  test("keeps no more than so many bytes behind the end of an answer", async () => {
    let asked = 0;
    const comment = encoder.encode(`: ${"x".repeat(65_000)}\n\n`);
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          asked++;
          controller.enqueue(asked === 1 ? encoder.encode(STREAM) : comment);
        },
      },
      { highWaterMark: 0 },
    );
    const reader = CODECS["anthropic-messages"].openStream();
    const { bytes, broken } = await received(
      relay({
        source: source.getReader(),
        reader,
        held: undefined,
        wholeEvents: false,
        after: never,
        turn,
        hooks: hooksOf(),
      }),
    );
    expect(broken).toBe(false);
    expect(asked).toBeLessThan(8);
    expect(bytes.toString().startsWith(STREAM)).toBe(true);
  });

  test("tells the upstream when the client goes away", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encoder.encode("data: 1\n\n")),
      cancel: () => {
        cancelled = true;
      },
    });
    const hooks = hooksOf();
    const stream = relay({
      source: source.getReader(),
      reader: undefined,
      held: undefined,
      wholeEvents: false,
      after: never,
      turn,
      hooks,
    });
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(cancelled).toBe(true);
    expect(hooks.calls).toEqual(["onCancel"]);
  });

  test("asks the upstream for no more than the client takes", async () => {
    let asked = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          asked++;
          controller.enqueue(encoder.encode("x"));
        },
      },
      { highWaterMark: 0 },
    );
    const hooks = hooksOf();
    const reader = relay({
      source: source.getReader(),
      reader: undefined,
      held: undefined,
      wholeEvents: false,
      after: never,
      turn,
      hooks,
    }).getReader();
    await reader.read();
    await reader.read();
    expect(asked).toBe(2);
  });
});

describe("the edge of events", () => {
  const text = fc.array(fc.constantFrom("\n", "\r", "\r\n", "data: x", "a", ""), { maxLength: 30 });

  test("changes, adds and loses no byte", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (parts, offsets) => {
        const whole = parts.join("");
        const edge = new EventEdge();
        const out = cut(encoder.encode(whole), offsets).map((chunk) => new TextDecoder().decode(edge.push(chunk)));
        expect(out.join("") + new TextDecoder().decode(edge.end())).toBe(whole);
      }),
    );
  });

  test("lets out only what ends with an empty line, and all of it however the bytes are cut", () => {
    const line = fc.stringMatching(/^[a-z: ]{1,9}$/);
    const end = fc.constantFrom("\n", "\r", "\r\n");
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }),
        end,
        fc.array(fc.nat(), { maxLength: 8 }),
        (lines, eol, offsets) => {
          const whole = lines.map((one) => one + eol + eol).join("");
          const edge = new EventEdge();
          let out = "";
          for (const chunk of cut(encoder.encode(`${whole}data: rest`), offsets)) {
            out += new TextDecoder().decode(edge.push(chunk));
            expect(out === "" || /(\n\n|\r\r|\r\n\r\n?)$/.test(out)).toBe(true);
          }
          // A line feed that was cut from its carriage return waits for the next event.
          expect([whole, whole.replace(/\n$/, "")]).toContain(out);
        },
      ),
    );
  });
});

describe("holding a stream back", () => {
  const openStream = () => CODECS["anthropic-messages"].openStream();

  test("ends with the event that names the model, and hands every byte on", async () => {
    const source = streamOf(messageEvents().map((one) => encoder.encode(one))).getReader();
    const held = await holdUntilModel(source, openStream(), { events: 9, bytes: 9_999, ms: 1 }, never);
    expect([held.why, Buffer.concat(held.chunks as Uint8Array[]).toString()]).toEqual(["model", messageEvents()[0]!]);
  });

  test("ends after so many events, or so many bytes", async () => {
    const ping = encoder.encode('event: ping\ndata: {"type":"ping"}\n\n');
    const pings = (): ReadableStream<Uint8Array> => streamOf(Array.from({ length: 100 }, () => ping));
    const byEvents = await holdUntilModel(pings().getReader(), openStream(), { events: 3, bytes: 1e9, ms: 1 }, never);
    expect([byEvents.why, byEvents.chunks.length]).toEqual(["limit", 3]);
    const limits = { events: 1e9, bytes: ping.length * 5, ms: 1 };
    const byBytes = await holdUntilModel(pings().getReader(), openStream(), limits, never);
    expect([byBytes.why, byBytes.chunks.length]).toEqual(["limit", 5]);
  });

  test("ends when its time is over, and hands the read that is under way on", async () => {
    const late = Promise.withResolvers<Uint8Array>();
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          controller.enqueue(await late.promise);
        },
      },
      { highWaterMark: 0 },
    );
    const held = await holdUntilModel(source.getReader(), openStream(), { events: 9, bytes: 99, ms: 1 }, atOnce);
    late.resolve(encoder.encode("late"));
    expect(held.why).toBe("limit");
    expect((await held.next)?.value).toEqual(encoder.encode("late"));
  });
});
