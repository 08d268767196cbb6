import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { JsonObject } from "../../../wire/json/value.ts";
import { type Message, testLab, user } from "../lab-fixture.ts";
import { PrefixCache } from "../prefix-cache.ts";
import { accountCache, TTL_MS } from "./cache.ts";
import type { CacheTtl, PrefixBlock } from "./prefix.ts";

const MODEL = "claude-sonnet-4-6";
const LONG = "lorem ipsum dolor sit amet ".repeat(200);
const mark = (ttl?: string): JsonObject => ({
  cache_control: { type: "ephemeral", ...(ttl === undefined ? {} : { ttl }) },
});
const text = (words: string, extra: JsonObject = {}): JsonObject => ({ type: "text", text: words, ...extra });

/** `[read, written for 5 minutes, written for an hour]`, and all input. */
function tokens({ usage }: Message) {
  const { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long } = usage.cache_creation;
  const read = usage.cache_read_input_tokens;
  expect(usage.cache_creation_input_tokens).toBe(short + long);
  return { split: [read, short, long], all: usage.input_tokens + read + short + long };
}

describe("the cache of prefixes", () => {
  const marked = (ttl?: string) => ({ model: MODEL, messages: [user([text(LONG, mark(ttl))])] });

  test("is written by a mark, read by the same prefix, and counts the same in all", async () => {
    const { message } = testLab();
    const first = tokens((await message(marked())).body);
    const second = tokens((await message(marked())).body);
    expect(first.split).toEqual([0, first.all, 0]);
    expect(second).toEqual({ split: [first.all, 0, 0], all: first.all });
  });

  test("lives for five minutes, or an hour, and a read begins its life anew", async () => {
    for (const ttl of ["5m", "1h"] as const) {
      const { message, clock } = testLab();
      const all = tokens((await message(marked(ttl))).body).all;
      for (let reads = 0; reads < 3; reads++) {
        clock.advance(TTL_MS[ttl] - 1);
        expect(tokens((await message(marked(ttl))).body).split[0]).toBe(all);
      }
      clock.advance(TTL_MS[ttl]);
      expect(tokens((await message(marked(ttl))).body).split[0]).toBe(0);
    }
  });

  test("is another where caches are said to have ended, while the account stays the same", async () => {
    const { message } = testLab();
    const read = async (caches?: string): Promise<number | undefined> =>
      tokens((await message(marked(), caches === undefined ? {} : { "x-lab-caches": caches })).body).split[0];
    expect(await read()).toBe(0);
    expect(await read()).toBeGreaterThan(0);
    expect(await read("1")).toBe(0);
    expect(await read("1")).toBeGreaterThan(0);
  });

  test("goes on behind what it knows, with each stretch in the bucket of its mark", async () => {
    const { message } = testLab();
    const system = [text(LONG, mark("1h"))];
    const one = await message({ model: MODEL, system, messages: [user([text(LONG, mark())])] });
    const [, short = 0, long = 0] = tokens(one.body).split;
    expect(short).toBeGreaterThan(0);
    expect(long).toBeGreaterThan(0);
    const grown = [user([text(LONG)]), { role: "assistant", content: "yes" }, user([text("and?", mark())])];
    const two = tokens((await message({ model: MODEL, system, messages: grown })).body);
    expect(two.split[0]).toBe(short + long);
    expect(two.split[2]).toBe(0);
    expect(two.split[1]).toBeGreaterThan(0);
  });

  test("does not care where marks stand or whether a text is a block, and does care for everything before", async () => {
    const { message } = testLab();
    const tools = [{ name: "a", input_schema: { type: "object" } }];
    const base = { model: MODEL, tools, system: LONG, messages: [user([text("hello", mark())])] };
    const all = tokens((await message(base)).body).all;
    const moved = {
      ...base,
      messages: [user("hello"), { role: "assistant", content: "x" }, user([text("y", mark())])],
    };
    expect(tokens((await message(moved)).body).split[0]).toBe(all);
    for (const change of [
      { tools: [{ ...tools[0], name: "b" }] },
      { system: `${LONG}!` },
      { tool_choice: { type: "any" } },
    ]) {
      expect(tokens((await message({ ...base, ...change })).body).split[0]).toBe(0);
    }
  });

  test("belongs to one credential and one model", async () => {
    const { message } = testLab();
    await message(marked());
    expect(tokens((await message(marked(), { "x-api-key": "other" })).body).split[0]).toBe(0);
    expect(tokens((await message({ ...marked(), model: "claude-sonnet-4-5" })).body).split[0]).toBe(0);
  });

  test("takes nothing that is shorter than the model's minimum", async () => {
    const { message } = testLab();
    const short = { messages: [user([text("short", mark())])] };
    expect(tokens((await message(short)).body).split).toEqual([0, 0, 0]);
    expect(tokens((await message({ ...marked(), model: "claude-opus-4-6" })).body).split).toEqual([0, 0, 0]);
  });

  test("refuses a fifth mark, and an hour behind five minutes", async () => {
    const { message } = testLab();
    const five = Array.from({ length: 5 }, (_, index) => text(`t${index}`, mark()));
    expect((await message({ messages: [user(five)] })).body.error.message).toContain("Found 5");
    const order = [text("a", mark()), text("b", mark("1h"))];
    expect((await message({ messages: [user(order)] })).body.error.message).toContain("ttl='1h'");
  });

  test("counts as count_tokens does", async () => {
    const { message, json } = testLab();
    const request = { ...marked("1h"), system: "be good", tools: [{ name: "a", input_schema: {} }] };
    const counted = await json("/v1/messages/count_tokens", request);
    expect(counted.body.input_tokens).toBe(tokens((await message(request)).body).all);
  });
});

interface Step {
  readonly blocks: readonly PrefixBlock[];
  readonly wait: number;
}

/** Growing, changing conversations in which time passes. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      wait: fc.constantFrom(0, 1000, 299_999, 300_000, 3_599_999, 3_600_000),
      length: fc.integer({ min: 1, max: 30 }),
      branch: fc.constantFrom("a", "b"),
      marks: fc.uniqueArray(fc.nat(29), { maxLength: 4 }),
      hours: fc.nat(4),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) =>
    list.map(({ wait, length, branch, marks, hours }) => {
      const sorted = marks.sort((a, b) => a - b);
      const ttl = (index: number): CacheTtl | undefined => {
        const at = sorted.indexOf(index);
        return at < 0 ? undefined : at < hours ? "1h" : "5m";
      };
      const blocks = Array.from({ length }, (_, index) => ({
        tokens: 100 + index,
        digest: `${branch}${index}`,
        ttl: ttl(index),
      }));
      return { blocks, wait };
    }),
  );

describe("whatever is asked in whatever order", () => {
  test("the parts add up, and nothing is read that was not written before and still lives", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const cache = new PrefixCache();
        let now = 0;
        let hours = false;
        // Where each prefix ended that was written, with the last moment at which it may be read.
        const readable = new Map<string, number>();
        for (const { blocks, wait } of list) {
          now += wait;
          const all = blocks.reduce((sum, block) => sum + block.tokens, 0);
          const input = accountCache(cache, "s", blocks, 500, now);
          expect(input.fresh + input.read + input.write5m + input.write1h).toBe(all);
          for (const part of Object.values(input)) expect(part).toBeGreaterThanOrEqual(0);
          if (wait >= (hours ? TTL_MS["1h"] : TTL_MS["5m"])) expect(input.read).toBe(0);
          hours ||= blocks.some((block) => block.ttl === "1h");
          let sum = 0;
          let readTo: string | undefined;
          for (const block of blocks) {
            sum += block.tokens;
            if (sum === input.read) readTo = block.digest;
          }
          if (input.read > 0) expect(readable.get(readTo ?? "")).toBeGreaterThan(now);
          for (const { digest, ttl } of blocks) {
            if (ttl !== undefined) readable.set(digest, Math.max(readable.get(digest) ?? 0, now + TTL_MS[ttl]));
          }
          // A read begins the life of what it read anew, and of marked prefixes inside it; at most an hour.
          if (readTo !== undefined) {
            for (const { digest } of blocks) {
              if (readable.has(digest)) readable.set(digest, now + TTL_MS["1h"]);
              if (digest === readTo) break;
            }
          }
        }
      }),
    );
  });
});
