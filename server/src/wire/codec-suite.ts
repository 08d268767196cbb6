import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { BellwetherError, ERROR_KINDS, type ErrorCode, isBellwetherError } from "../core/error.ts";
import { sha256Short } from "../core/digest.ts";
import type { FillValues, PathFacts, WireCodec } from "./codec.ts";
import type { FieldValues, RequestFacts, ResponseFacts } from "./facts.ts";
import { ElementCache, type ElementMemo } from "./json/element-memo.ts";
import { scanBody } from "./json/scan.ts";
import { spliceBytes } from "./json/splice.ts";

/** How a format writes its messages. */
export interface Wording {
  /** The member that holds them. */
  readonly key: string;
  readonly say: (role: "user" | "assistant", text: string) => unknown;
  /** Other ways to write the same. */
  readonly alike: (role: "user" | "assistant", text: string) => readonly unknown[];
}

/** What the suite has to know of a format to try its codec. */
export interface CodecFixtures {
  /** What differs from `messages` with a role and a content that is a text or a list of blocks. */
  readonly wording?: Partial<Wording>;
  /** What the path of `fullRequest` says, in formats that keep a part of a request there. */
  readonly path?: PathFacts;
  /** A request that sets everything that can be filled, tools and system included. */
  readonly fullRequest: Readonly<Record<string, unknown>>;
  /** The compared fields of `fullRequest`, digests left out. */
  readonly fields: FieldValues;
  readonly systemText: string;
  /** A request that sets nothing that can be filled. */
  readonly bareRequest: Readonly<Record<string, unknown>>;
  /** Values to fill, and what they become: `bareRequest` with them. */
  readonly fill: { readonly values: FillValues; readonly request: Readonly<Record<string, unknown>> };
  /** What the format has no place for, out of `effort, thinking, contextEdits, betas, system`. */
  readonly unplaced: readonly (keyof FillValues)[];
  /** Fields with a value of a type that the format does not allow. */
  readonly wrongTypes: readonly (readonly [field: string, value: unknown])[];
  /** An answer as one body and as a stream of SSE events that says the same. */
  readonly answer: { readonly body: unknown; readonly stream: string; readonly facts: Partial<ResponseFacts> };
  /** Where in an error body the type stands. */
  readonly errorType: (envelope: Record<string, never>) => unknown;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** FNV-1a on 64 bits: the suite needs a hash, not a fast one. */
function fnv(bytes: Uint8Array, seed: bigint): bigint {
  let value = 0xcbf29ce484222325n ^ seed;
  for (const byte of bytes) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value;
}

/** A memo for tests: it remembers, and conceals by a digest. */
export function testMemo(): ElementMemo {
  return new ElementCache(fnv, 42n, 64_000_000).forTenant("test", (text) => `t:${text.length}:${sha256Short(text)}`);
}

/** Reads a request as the gateway does. */
export function readValue(
  codec: WireCodec,
  request: unknown,
  headers: Readonly<Record<string, string>> = {},
  memo: ElementMemo = testMemo(),
  path?: PathFacts,
): RequestFacts {
  return codec.readRequest(scanBody(encode(JSON.stringify(request))), new Headers(headers), memo, path);
}

const MARK = { cache_control: { type: "ephemeral", ttl: "1h" } };

const BLOCKS: Wording = {
  key: "messages",
  say: (role, text) => ({ role, content: text }),
  alike: (role, text) => [
    { content: text, role },
    { role, content: [{ type: "text", text }] },
    { role, content: [{ ...MARK, text, type: "text" }] },
  ],
};

/** Reads a stream in one piece, or cut at the given places. */
export function readStream(codec: WireCodec, bytes: Uint8Array, cuts: readonly number[] = []): ResponseFacts {
  const reader = codec.openStream();
  let from = 0;
  for (const cut of cuts) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  reader.push(bytes.subarray(from));
  reader.end();
  return reader.facts();
}

/** What every codec must do, whatever its format; passing this means being one. */
export function codecSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
  const { path } = fixtures;
  const wording: Wording = { ...BLOCKS, ...fixtures.wording };
  const { key, say } = wording;
  const history = fixtures.fullRequest[key] as readonly unknown[];
  const readFull = (parts: Readonly<Record<string, unknown>> = {}, memo = testMemo()): RequestFacts =>
    readValue(make(), { ...fixtures.fullRequest, ...parts }, {}, memo, path);

  describe(`${name}: a codec reads requests`, () => {
    test("and finds the fields, the system prompt, the tools and the messages", () => {
      const facts = readFull();
      expect(facts.fields).toMatchObject(fixtures.fields);
      expect(facts.systemText).toBe(fixtures.systemText);
      expect(facts.tools.length).toBeGreaterThan(0);
      expect(facts.fields.tools_digest).toStartWith("sha256:");
      expect(facts.fields.tool_order_digest).toStartWith("sha256:");
      expect(facts.messages.length).toBe(history.length);
    });

    test("and gives the same facts with a full memory as with an empty one", () => {
      const memo = testMemo();
      const first = readFull({}, memo);
      expect(readFull({}, memo)).toEqual(first);
      expect(readFull()).toEqual(first);
    });

    test("and knows absent fields from set ones", () => {
      const facts = readValue(make(), fixtures.bareRequest);
      expect(Object.keys(facts.fields)).toEqual([]);
      expect(facts.tools).toEqual([]);
      expect(facts.systemText).toBe("");
      expect(facts.systemSkeleton).toBe("null");
      expect(facts.toolsSkeleton).toBe("null");
    });

    test("and names the field that has a wrong type", () => {
      for (const [field, value] of fixtures.wrongTypes) {
        let thrown: unknown;
        try {
          readFull({ [field]: value });
        } catch (error) {
          thrown = error;
        }
        expect(isBellwetherError(thrown) && thrown.code, field).toBe("body_malformed");
        expect((thrown as Error).message).toContain(field);
      }
    });

    test("and lets unknown fields, roles and content pass", () => {
      const strange = [
        { role: "oracle", content: [{ type: "vision_2040", data: { deep: [1, null] } }] },
        { role: "user", content: 7 },
        { content: "no role" },
        {},
      ];
      const facts = readFull({
        [key]: [...history, ...strange],
        brand_new: { type: "x", list: [1, "text"] },
        huge: "x".repeat(100_000),
      });
      expect(facts.messages.length).toBe(history.length + strange.length);
      expect(facts.fields).toMatchObject(fixtures.fields);
      const envelope = JSON.parse(facts.envelope) as Record<string, unknown>;
      expect(envelope.brand_new).toMatchObject({ type: "x" });
      expect(facts.envelope).not.toContain("xxxxxxxx");
    });

    test("and finds what is not JSON deep inside", () => {
      const text = JSON.stringify({ ...fixtures.fullRequest, extra: { a: ["@@"] } }).replace('"@@"', "tru");
      expect(() => make().readRequest(scanBody(encode(text)), new Headers(), testMemo())).toThrow("`extra`");
      const deep = `{"${key}":[{"role":"user","parts":[{"x":1}],"content":${"[".repeat(200_000)}${"]".repeat(200_000)}}]}`;
      expect(() => make().readRequest(scanBody(encode(deep)), new Headers(), testMemo())).toThrow(`\`${key}[0]\``);
    });

    test("and takes half of a surrogate pair, which clients that cut texts send", () => {
      const facts = readValue(make(), { ...fixtures.bareRequest, [key]: [say("user", "\ud83d")] });
      expect(facts.messages[0]?.turn).toBe(true);
    });

    test("and sees skeletons of all parts, in which no text is left", () => {
      const facts = readFull();
      expect(JSON.parse(facts.systemSkeleton)).not.toBeNull();
      expect(JSON.parse(facts.toolsSkeleton)).toHaveLength(facts.tools.length);
      const all = [facts.envelope, facts.systemSkeleton, ...facts.messages.map((message) => message.skeleton)].join();
      expect(all).not.toContain(fixtures.systemText);
    });

    test("and tells the order of tools from the set of them", () => {
      const tools = fixtures.fullRequest.tools as readonly unknown[];
      const one = readFull().fields;
      const other = readFull({ tools: tools.toReversed() }).fields;
      expect(other.tools_digest).toBe(one.tools_digest);
      expect(other.tool_order_digest).not.toBe(one.tool_order_digest);
    });
  });

  describe(`${name}: canonical messages`, () => {
    const digest = (message: unknown): string =>
      readValue(make(), { ...fixtures.bareRequest, [key]: [message] }).messages[0]?.digest ?? "";

    test("do not depend on the order of keys, on cache marks, or on a text being written as a block", () => {
      fc.assert(
        fc.property(fc.string(), fc.constantFrom("user" as const, "assistant" as const), (text, role) => {
          const plain = digest(say(role, text));
          for (const alike of wording.alike(role, text)) expect(digest(alike)).toBe(plain);
        }),
        { numRuns: 50 },
      );
    });

    test("differ when what is said differs", () => {
      fc.assert(
        fc.property(fc.string(), fc.string(), (a, b) => {
          fc.pre(a !== b);
          expect(digest(say("user", a))).not.toBe(digest(say("user", b)));
          expect(digest(say("user", a))).not.toBe(digest(say("assistant", a)));
        }),
        { numRuns: 50 },
      );
    });
  });

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

  describe(`${name}: a codec reads answers`, () => {
    const { body, stream, facts: expected } = fixtures.answer;
    const bytes = encode(stream);

    test("and a body and a stream that say the same give the same facts", () => {
      const whole = make().readResponse(encode(JSON.stringify(body)), 200);
      expect(whole).toMatchObject(expected);
      expect(readStream(make(), bytes)).toEqual(whole);
    });

    test("and an answer is known again in the history of the next request", () => {
      const facts = make().readResponse(encode(JSON.stringify(body)), 200);
      expect(facts.reply).toBeDefined();
      const replies = readFull().messages.map((message) => message.reply);
      expect(replies).toContain(facts.reply);
    });

    test("and a stream gives the same facts wherever it is cut in two", () => {
      const facts = readStream(make(), bytes);
      for (let cut = 0; cut <= bytes.length; cut++) expect(readStream(make(), bytes, [cut])).toEqual(facts);
    });

    test("and a stream that was cut short is not complete, and has no finish reason that nobody sent", () => {
      const whole = readStream(make(), bytes);
      let finished = false;
      for (let length = 0; length < bytes.length; length++) {
        const facts = readStream(make(), bytes.subarray(0, length));
        finished ||= facts.finishReason !== undefined;
        if (facts.complete) expect(stream.slice(length).trim()).toBe("");
        expect([undefined, whole.finishReason]).toContain(facts.finishReason);
      }
      expect(finished).toBe(true);
      expect(whole.complete).toBe(true);
    });

    test("and what it cannot read leaves facts absent and does no harm", () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(200, 500), (noise, status) => {
          const facts = make().readResponse(noise, status);
          expect(facts.model).toBeUndefined();
          readStream(make(), noise);
        }),
      );
      const odd = ["null", "[]", '{"choices":[null,{"delta":null}]}', '{"type":"content_block_delta"}', '{"usage":7}'];
      const reader = make().openStream();
      for (const data of odd) reader.push(encode(`data: ${data}\n\n`));
      reader.end();
      expect(reader.events).toBe(odd.length);
      expect(reader.facts()).toMatchObject({ complete: false, toolCalls: [], textLength: 0 });
    });

    test("and from 400 on a body is an error, in whichever envelope somebody in between puts it", () => {
      const error = (value: unknown, status: number): unknown =>
        make().readResponse(encode(JSON.stringify(value)), status).error;
      expect(error({ error: { type: "t", message: "m" } }, 500)).toEqual({ type: "t", message: "m" });
      expect(error({ error: "plain words" }, 404)).toEqual({ type: "unknown", message: "plain words" });
      expect(error({ detail: "Not Found" }, 404)).toEqual({ type: "unknown", message: "Not Found" });
      expect(error({ code: 503, message: "busy" }, 503)).toEqual({ type: "503", message: "busy" });
      expect(error(body, 200)).toBeUndefined();
    });

    test("and an error inside a stream is an error", () => {
      const error = new BellwetherError("upstream_cut", "the upstream closed the connection");
      const half = stream.slice(0, stream.indexOf("\n\n") + 2);
      const facts = readStream(make(), encode(half + make().errorEvent(error, "id-1")));
      expect(facts.error).toMatchObject({ message: "the upstream closed the connection" });
      expect(facts.finishReason).toBeUndefined();
    });
  });

  describe(`${name}: a codec writes errors`, () => {
    test("in its provider's envelope, which it reads back, for every code there is", () => {
      for (const code of Object.keys(ERROR_KINDS) as ErrorCode[]) {
        const error = new BellwetherError(code, 'what is wrong \u2028 and "why"\n');
        const text = make().errorBody(error, "0190-id");
        const type = fixtures.errorType(JSON.parse(text) as Record<string, never>);
        expect(type, code).toBeString();
        expect(text).toContain("0190-id");
        const facts = make().readResponse(encode(text), error.kind.status);
        expect(facts.error, code).toEqual({ type: type as string, message: error.message });
        expect(facts.complete).toBe(true);
        const event = make().errorEvent(error, "0190-id");
        expect(event).toEndWith("\n\n");
        expect(readStream(make(), encode(event)).error, code).toEqual(facts.error);
      }
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
