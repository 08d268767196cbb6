import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import { isBellwetherError } from "../../core/error.ts";
import type { WireCodec } from "../codec.ts";
import type { RequestFacts } from "../facts.ts";
import { scanBody } from "../json/scan.ts";
import { BLOCKS, type CodecFixtures, type Wording } from "./fixtures.ts";
import { encode, readValue, testMemo } from "./reading.ts";

/** What every codec must read out of requests. */
export function requestSuite(name: string, make: () => WireCodec, fixtures: CodecFixtures): void {
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
      const reversed = fixtures.reversedTools ?? { tools: tools.toReversed() };
      const one = readFull().fields;
      const other = readFull(reversed).fields;
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
}
