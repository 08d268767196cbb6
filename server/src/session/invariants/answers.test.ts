import { describe, expect, test } from "bun:test";
import { cacheMissUnexplained } from "./cache-miss-unexplained.ts";
import { cacheTtlMismatch } from "./cache-ttl-mismatch.ts";
import { scriptsInText, scriptsOfAnswer } from "../../wire/scripts.ts";
import { fieldDropped } from "./field-dropped.ts";
import { outputScriptUnexpected } from "./output-script-unexpected.ts";
import { fallbackStale } from "./fallback-stale.ts";
import { answerOf, WatchedSession } from "./fixtures/watched-session.ts";
import { streamCut } from "./stream-cut.ts";
import { tokensUnexplained } from "./tokens-unexplained.ts";
import { toolCallInvalid } from "./tool-call-invalid.ts";

const read = (input: number, cacheRead: number) => ({ input, cacheRead, cacheWrite5m: 0, cacheWrite1h: 0 });

describe("CACHE_MISS_UNEXPLAINED", () => {
  /** What is foretold of the second request of a session whose first left 10,000 tokens in the cache. */
  const foretold = (asked: Parameters<WatchedSession["standing"]>[1], ttlMs = 300_000, messages = 3) => {
    const session = new WatchedSession();
    session.standing(["u:one"]);
    session.answer({ counted: { tokens: 10_500, bytes: 40_000, cached: { tokens: 10_000, ttlMs } } });
    return session.standing(["u:one", "a:two", "u:three"].slice(0, messages), asked).expected;
  };

  test("fires where a prefix that was just cached is not read", () => {
    expect(foretold({ idle: 1 }).cached).toBe(10_000);
    const found = cacheMissUnexplained.check(answerOf({ expected: foretold({ idle: 1 }), usage: read(11_000, 0) }));
    expect(found).toMatchObject({ before: 10_000, now: 0 });
  });

  test("is silent where it is read, where marks have moved a little, and where the answer was cut", () => {
    const expected = { cached: 10_000 };
    expect(cacheMissUnexplained.check(answerOf({ expected, usage: read(11_000, 9_800) }))).toBeUndefined();
    expect(cacheMissUnexplained.check(answerOf({ expected, usage: read(11_000, 6_000) }))).toBeUndefined();
    expect(cacheMissUnexplained.check(answerOf({ expected, usage: read(11_000, 0), complete: false }))).toBeUndefined();
  });

  test("foretells nothing after the cache's life, for another model, or for other bytes: those explain it", () => {
    expect(foretold({ idle: 5 }).cached).toBeUndefined();
    expect(foretold({ idle: 5 }, 3_600_000).cached).toBe(10_000);
    expect(foretold({ idle: 1, model: "other" }).cached).toBeUndefined();
    expect(foretold({ idle: 1, prefix: "other" }).cached).toBeUndefined();
    expect(foretold({ idle: 1 }, 300_000, 0).cached).toBeUndefined();
  });
});

describe("CACHE_TTL_MISMATCH", () => {
  const check = (asked?: string, granted?: string) => cacheTtlMismatch.check(answerOf({ ttl: { asked, granted } }));

  test("fires where an hour was asked for and five minutes were granted", () => {
    expect(check("1h", "5m")).toMatchObject({ before: "1h", now: "5m" });
  });

  test("is silent where it is as asked, where nothing was written, and where nothing was asked", () => {
    expect([check("1h", "1h"), check("1h"), check(undefined, "5m"), check()]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("TOKENS_UNEXPLAINED", () => {
  const check = (tokens: number, bytes: number, parts: Parameters<typeof answerOf>[0] = {}) =>
    tokensUnexplained.check(
      answerOf({
        expected: { size: { tokens: 10_000, bytes: 40_000 } },
        usage: read(10_000 + tokens, 0),
        requestBytes: 40_000 + bytes,
        ...parts,
      }),
    );

  test("fires where twenty thousand tokens come with a request of a few bytes more", () => {
    expect(check(20_000, 800)).toMatchObject({ before: 10_000, now: 30_000 });
  });

  test("is silent where bytes explain tokens, also dense ones; for a picture by its address; where a history shrank", () => {
    expect(check(20_000, 80_000)).toBeUndefined();
    expect(check(900, 900)).toBeUndefined();
    expect(check(1_600, 120)).toBeUndefined();
    expect(check(-5_000, -20_000)).toBeUndefined();
    expect(check(20_000, 0, { expected: {} })).toBeUndefined();
  });

  test("foretells nothing where context edits are others than before: what they cleared comes back, and no byte says so", () => {
    const size = (before: string, now: string) => {
      const session = new WatchedSession();
      session.standing(["u:one"], { edits: before });
      session.answer({ says: "two", counted: { tokens: 10_500, bytes: 40_000 } });
      return session.standing(["u:one", "a:two", "u:three"], { edits: now }).expected.size;
    };
    const [all, one] = ["clear_thinking(keep=all)", "clear_thinking(keep=1)"];
    expect(size(all, all)).toEqual({ tokens: 10_500, bytes: 40_000 });
    expect(size(one, all)).toBeUndefined();
  });
});

describe("TOOL_CALL_INVALID", () => {
  const check = (called: readonly string[], offered: readonly string[]) =>
    toolCallInvalid.check(answerOf({ called, offered }));

  test("fires where a tool is called that was not offered, or has no name", () => {
    expect(check(["read", "delete"], ["read"])?.message).toBe("the answer calls delete, which was not offered");
    expect(check([""], ["read"])?.message).toBe("the answer calls a tool without a name, which was not offered");
  });

  test("fires where arguments do not fit the schema, and says so of what was not offered first", () => {
    const offered = { offered: ["read", "edit"] };
    expect(toolCallInvalid.check(answerOf({ ...offered, called: ["edit"], unfit: ["edit"] }))?.message).toBe(
      "the answer calls edit with arguments that do not fit its schema",
    );
    expect(toolCallInvalid.check(answerOf({ ...offered, called: ["edit", "rm"], unfit: ["edit"] }))?.message).toContain(
      "not offered",
    );
  });

  test("is silent where it was offered, where none is called, and where the tools are the provider's to know", () => {
    expect([check(["read"], ["edit", "read"]), check([], ["read"]), check(["search"], [])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("STREAM_CUT", () => {
  test("fires where an answer broke off", () => {
    expect(streamCut.check(answerOf({ outcome: "cut", complete: false }))).toBeDefined();
  });

  test("is silent where it ended, where its client left, and where it was refused or failed", () => {
    for (const outcome of ["complete", "cancelled", "refused", "failed"])
      expect(streamCut.check(answerOf({ outcome, complete: outcome === "complete" }))).toBeUndefined();
  });
});

describe("FALLBACK_STALE", () => {
  const check = (sunset: string | undefined, today: string) =>
    fallbackStale.check(answerOf({ fallback: sunset === undefined ? undefined : { model: "old", sunset, today } }));

  test("fires on the day after its last", () => {
    expect(check("2026-03-31", "2026-04-01")).toMatchObject({ before: "2026-03-31", now: "2026-04-01" });
  });

  test("is silent before, on its last day, and where no fallback answered or none has an end", () => {
    expect([
      check("2026-04-01", "2026-04-01"),
      check("2027-01-01", "2026-04-01"),
      check(undefined, "2026-04-01"),
    ]).toEqual([undefined, undefined, undefined]);
  });
});

describe("FIELD_DROPPED", () => {
  const check = (asked: string, served: string, complete = true) =>
    fieldDropped.check(answerOf({ echoed: [{ field: "response_format", asked, served }], complete }));

  test("fires where a provider says that it went by something else", () => {
    expect(check("json_schema:sha256:1", "text")).toMatchObject({ before: "json_schema:sha256:1", now: "text" });
  });

  test("is silent where it is as asked, where the provider does not say, and where the answer was cut", () => {
    expect(check("text", "text")).toBeUndefined();
    expect(fieldDropped.check(answerOf({}))).toBeUndefined();
    expect(check("json_object", "text", false)).toBeUndefined();
  });
});

describe("OUTPUT_SCRIPT_UNEXPECTED", () => {
  const check = (answer: string, ...conversation: readonly string[]) =>
    outputScriptUnexpected.check(
      answerOf({
        scripts: {
          answer: scriptsOfAnswer(answer),
          conversation: conversation.reduce((bits, text) => bits | scriptsInText(text), 0),
        },
      }),
    );

  test("fires where an English conversation gets letters that nobody in it has written", () => {
    expect(
      check(
        "The function returns \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a\u0e17\u0e38\u0e01\u0e04\u0e19 early.",
        "Why is it slow?",
      ),
    ).toMatchObject({
      before: "Latin",
      now: "Thai",
    });
  });

  test("is silent in any language that somebody speaks, with Latin terms in it, and the other way round", () => {
    const hindi =
      "\u0915\u0943\u092a\u092f\u093e \u0907\u0938 function \u0915\u094b \u0920\u0940\u0915 \u0915\u0930\u0947\u0902, \u0927\u0928\u094d\u092f\u0935\u093e\u0926";
    const japanese = "\u3053\u306e\u95a2\u6570\u3092\u76f4\u3057\u3066\u304f\u3060\u3055\u3044 please";
    expect(check(hindi, hindi)).toBeUndefined();
    expect(
      check("\u95a2\u6570\u3092\u76f4\u3057\u307e\u3057\u305f\u3002\u6b21\u306e\u901a\u308a\u3067\u3059", japanese),
    ).toBeUndefined();
    expect(check("I have fixed it.", hindi)).toBeUndefined();
  });

  test("is silent for a word or two of another script, and for one that only the prompt is written in", () => {
    expect(
      check(
        "The letter \u03b1 and \u03b2 are angles; \u041c\u043e\u0441\u043a\u0432\u0430 is Moscow.",
        "What is alpha?",
      ),
    ).toBeUndefined();
    expect(
      check(
        "\u4f60\u597d\uff0c\u6211\u53ef\u4ee5\u5e2e\u4f60\u505a\u4ec0\u4e48\u5462\u8bf7\u8bf4",
        "Hi",
        "\u4f60\u662f\u4e00\u4e2a\u52a9\u624b",
      ),
    ).toBeUndefined();
  });
});
