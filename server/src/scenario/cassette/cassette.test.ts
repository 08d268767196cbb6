import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { CASSETTE_HEAD, type Interaction, keptAnswer, lineOfInteraction, readCassette } from "./cassette.ts";
import { firstDifference } from "./difference.ts";
import { Shelf } from "./shelf.ts";
import { recordingTape, replayingTape } from "./tape.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const asked = (said: string, more: object = {}): Record<string, unknown> => ({
  model: "m",
  messages: [{ role: "user", content: said }],
  ...more,
});
const interaction = (said: string, run = "port 0", answer = "yes"): Interaction => ({
  run,
  path: "/v1/messages",
  request: asked(said),
  status: 200,
  type: "application/json",
  answer,
});

describe("a cassette", () => {
  test("is read as it was written, whatever was answered", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (answer, said) => {
        const one: Interaction = {
          run: "a 0",
          path: "/p",
          request: asked(said),
          ...keptAnswer(200, "text/event-stream", answer),
        };
        expect(readCassette(CASSETTE_HEAD + lineOfInteraction(one))).toEqual({ ok: true, interactions: [one] });
        const back = one.answer === undefined ? Buffer.from(one.answer_base64 ?? "", "base64") : bytes(one.answer);
        expect([...back]).toEqual([...answer]);
      }),
    );
  });

  test.each([
    ["", 1, "this is no cassette"],
    ['{"scenario":"a"}\n', 1, "this is no cassette"],
    ['{"cassette":2}\n', 1, "version 2 cannot be read, 1 can"],
    [`${CASSETTE_HEAD}${lineOfInteraction(interaction("a"))}{"run":"a`, 3, "it is cut, or no JSON"],
    [`${CASSETTE_HEAD}\n{"run":"a 0","path":"/p","request":{},"status":20,"type":""}\n`, 3, "status: "],
    [`${CASSETTE_HEAD}{"run":"a 0","path":"/p","request":{},"status":200,"type":""}\n`, 2, "it has to have answer"],
    [`${CASSETTE_HEAD}{"run":"a 0","path":"p","request":{},"status":200,"type":"","answer":""}\n`, 2, "path: "],
  ])("that is broken is refused by its line: %j", (text, line, why) => {
    expect(readCassette(text)).toEqual({ ok: false, line, why: expect.stringContaining(why) });
  });
});

describe("a request", () => {
  const shelf = (): Shelf =>
    new Shelf([interaction("a"), interaction("b"), interaction("a", "port 0"), interaction("a", "port 1")]);
  const take = (from: Shelf, run: string, said: string): unknown => {
    const found = from.take({ run, path: "/v1/messages", request: asked(said) });
    return found.kind === "found" ? found.index : found.why;
  };

  test("is answered in the order of its own run, and the last answer stays", () => {
    const one = shelf();
    expect([
      take(one, "port 0", "a"),
      take(one, "port 1", "a"),
      take(one, "port 0", "a"),
      take(one, "port 0", "a"),
    ]).toEqual([0, 3, 2, 2]);
  });

  test("of a run that was not recorded has the answers of one that was, in their order", () => {
    const one = shelf();
    expect([take(one, "port 7", "b"), take(one, "port 7", "a"), take(one, "port 7", "a")]).toEqual([1, 0, 2]);
  });

  test("that is not known is told by the nearest one and where that is another", () => {
    expect(take(shelf(), "port 0", "c")).toBe(
      'the cassette does not know this request: the nearest (line 2) has "a" at messages[0].content, and "c" was asked',
    );
    const elsewhere = shelf().take({ run: "port 0", path: "/v1/other", request: {} });
    expect(elsewhere).toEqual({ kind: "unknown", why: expect.stringContaining("it has none to /v1/other") });
  });
});

test("two values part where the first of their parts is another, missing or new", () => {
  const value = asked("on", { top_k: 3 });
  expect(firstDifference(value, value).same).toBe(4);
  expect(firstDifference(value, asked("on", { top_k: 4 }))).toMatchObject({ at: "top_k", before: "3", now: "4" });
  expect(firstDifference(value, asked("on"))).toMatchObject({ at: "top_k", before: "3", now: "nothing" });
  expect(firstDifference(asked("on"), value)).toMatchObject({ at: "top_k", before: "nothing", now: "3" });
  expect(firstDifference({ a: [] }, { a: [1] })).toMatchObject({ at: "a", before: "[]" });
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      expect(firstDifference(any, structuredClone(any))).toMatchObject({ before: "nothing", now: "nothing" });
    }),
  );
});

describe("a tape", () => {
  const sent = (session: string) => ({ path: "/v1/messages", body: bytes(JSON.stringify(asked(`I am ${session}`))) });
  const came = { status: 200, type: "application/json", bytes: bytes("{}"), refused: false };

  test("knows the requests of another session again, though clients tell their provider which it is", () => {
    const written: Interaction[] = [];
    const recording = recordingTape("port 0", "s-1", (one) => written.push(one));
    recording.after(sent("s-1"), came);
    recording.after(sent("s-1"), { ...came, refused: true });
    recording.after({ path: "/p", body: bytes("no JSON") }, came);
    expect(written.map(({ request }) => request)).toEqual([asked("I am {session}")]);
    const replaying = replayingTape("port 0", "s-2", new Shelf(written), (index) => `handed/x.jsonl#${index}`);
    expect(replaying.before(sent("s-2"))).toEqual({ headers: { "x-lab-replay": "handed/x.jsonl#0" } });
    expect(replaying.before(sent("s-3"))).toEqual({ unknown: expect.stringContaining("does not know") });
  });

  test("that nobody plays is no answer of the provider", () => {
    const replaying = replayingTape("port 0", "s", new Shelf([interaction("a")]), String);
    const missing = '{"error":{"message":"x-lab-replay: there is no recording"}}';
    expect(replaying.after(sent("s"), { ...came, status: 404, bytes: bytes(missing) })).toContain("does not find");
    expect(replaying.after(sent("s"), { ...came, status: 404 })).toBeUndefined();
    expect(replaying.after(sent("s"), came)).toBeUndefined();
  });
});
