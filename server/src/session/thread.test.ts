import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sha256Short } from "../core/digest.ts";
import type { Continuation, MessageFacts } from "../wire/facts.ts";
import { contextBucket, idleBucket } from "./attributes.ts";
import { historyOf, relate } from "./history.ts";
import { beginExchange, endExchange, type Standing, type Thread } from "./thread.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A message by its text: `u:` a person, `t:` a tool's result, `a:` an answer; reasoning behind `|`. */
function said(text: string): MessageFacts {
  const [body = "", ...reasoning] = text.split("|");
  const role = body.startsWith("a:") ? "assistant" : "user";
  const turn = body.startsWith("u:");
  const reply = role === "assistant" ? { reply: body } : {};
  const digest = sha256Short(text);
  return { role, digest, turn, reasoning, toolCalls: [], bytes: text.length, skeleton: "{}", ...reply };
}

/** One agent's conversation, told request by request. */
class Talk {
  thread: Thread | undefined;
  at = 0;
  #made = 0;

  ask(
    messages: readonly string[],
    {
      model = "m",
      prefix = "p",
      at = this.at,
      continues,
    }: { model?: string; prefix?: string; at?: number; continues?: Continuation } = {},
  ): Standing {
    this.at = at;
    const exchange = `e${++this.#made}`;
    const seen = {
      exchange,
      at,
      model,
      messages: messages.map(said),
      prefixBytes: prefix,
      ...(continues === undefined ? {} : { continues }),
    };
    const { thread, standing } = beginExchange(this.thread, seen);
    this.thread = thread;
    return standing;
  }

  answer(
    reasoning: readonly string[] = [],
    { complete = true, callsTools = false, exchange = "", response = "", says = "a:2" } = {},
  ): void {
    const thread = this.thread!;
    const ending = {
      exchange: exchange || thread.lastExchange,
      at: this.at,
      complete,
      reasoning,
      callsTools,
      ...(response === "" ? {} : { response }),
    };
    this.thread = endExchange(thread, ending, says);
  }

  askCompaction(): void {
    this.thread = { ...this.thread!, compactionAsked: true };
  }
}

describe("how one history stands to the next", () => {
  const history = (texts: readonly string[]) => historyOf(texts.map(said));
  const texts = fc.array(fc.constantFrom("u:a", "u:b", "a:c", "t:d"), { maxLength: 8 });

  test("is the same, longer, taken up at an earlier point, or another", () => {
    const before = history(["u:1", "a:2", "u:3"]);
    expect(relate(before, history(["u:1", "a:2", "u:3"]))).toEqual({ relation: "same", common: 3 });
    expect(relate(before, history(["u:1", "a:2", "u:3", "a:4"]))).toEqual({ relation: "extends", common: 3 });
    expect(relate(before, history(["u:1", "a:2", "u:9"]))).toEqual({ relation: "rewinds", common: 2 });
    expect(relate(before, history(["u:1"]))).toEqual({ relation: "rewinds", common: 1 });
    expect(relate(before, history(["u:9"]))).toEqual({ relation: "rewrites", common: 0 });
  });

  test("is said alike from the digests, and from the chain alone where the old messages still stand", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const before = history(a);
        const { digests: _digests, turns: _turns, ...stored } = before;
        const whole = relate(before, history([...a, ...b]));
        expect(relate(stored, history([...a, ...b]))).toEqual(whole);
        expect(whole.relation).toBe(b.length === 0 ? "same" : "extends");
      }),
    );
  });

  test("never counts more in common than both have", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const { relation, common } = relate(history(a), history(b));
        expect(common).toBeLessThanOrEqual(Math.min(a.length, b.length));
        expect(a.slice(0, common)).toEqual(b.slice(0, common));
        if (relation === "same") expect(b).toEqual(a);
      }),
    );
  });
});

describe("turns", () => {
  test("count what a person said, and not what tools said", () => {
    const talk = new Talk();
    expect(talk.ask(["u:1"]).turn).toBe(1);
    expect(talk.ask(["u:1", "a:2", "t:3"]).turn).toBe(1);
    expect(talk.ask(["u:1", "a:2", "t:3", "a:4", "u:5"]).turn).toBe(2);
  });

  test("of a conversation that was under way count from its history", () => {
    const standing = new Talk().ask(["u:1", "a:2", "u:3", "a:4", "u:5"]);
    expect([standing.turn, standing.resumed]).toEqual([3, true]);
  });

  test("that are taken back do not count", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.ask(["u:1", "a:2", "u:3"]);
    talk.ask(["u:1", "a:2", "u:3", "a:4", "u:5"]);
    expect(talk.ask(["u:1", "a:2", "u:9"])).toMatchObject({ turn: 2, epochReason: "rewind", epoch: 1 });
  });

  test("go on behind a compaction, but not inside a tool loop", () => {
    for (const [callsTools, turn] of [
      [false, 3],
      [true, 2],
    ] as const) {
      const talk = new Talk();
      talk.ask(["u:1"]);
      talk.ask(["u:1", "a:2", "u:3"]);
      talk.answer([], { callsTools });
      expect(talk.ask(["u:summary"])).toMatchObject({ turn, epoch: 1, epochReason: "compaction", compacted: true });
    }
  });
});

describe("epochs", () => {
  const request = fc.record({
    added: fc.array(fc.constantFrom("u:x", "a:y|r", "t:z"), { maxLength: 3 }),
    wait: fc.integer({ min: 0, max: 2 * HOUR }),
    answers: fc.boolean(),
  });

  test("never begin by extending a history", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 10 }), (requests) => {
        const talk = new Talk();
        const messages: string[] = ["u:0"];
        for (const { added, wait, answers } of requests) {
          messages.push(...added);
          talk.at += wait;
          const standing = talk.ask(messages);
          expect([standing.epoch, standing.epochReason]).toEqual([0, "start"]);
          expect(standing.prefixStable ?? true).toBe(true);
          if (answers) talk.answer();
        }
      }),
    );
  });

  test("never begin by a retry, which never adds a turn either", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 6 }), fc.nat({ max: 3 }), (requests, retries) => {
        const talk = new Talk();
        const messages: string[] = ["u:0"];
        for (const { added, answers } of requests) {
          messages.push(...added);
          const first = talk.ask(messages);
          for (let i = 0; i < retries; i++) {
            if (answers) talk.answer();
            const again = talk.ask(messages);
            expect([again.turn, again.epoch, again.retry]).toEqual([first.turn, first.epoch, true]);
          }
        }
      }),
    );
  });

  test("and turns and idle times are never negative, whatever is sent in whatever order", () => {
    const any = fc.record({
      messages: fc.array(fc.constantFrom("u:a", "u:b", "a:c|r1", "t:d"), { maxLength: 6 }),
      model: fc.constantFrom("m", "n"),
      at: fc.integer({ min: 0, max: 9 * HOUR }),
      ends: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (requests) => {
        const talk = new Talk();
        let [epoch, longest] = [0, 0];
        for (const { messages, model, at, ends } of requests) {
          const standing = talk.ask(messages, { model, at });
          expect(standing.turn).toBeGreaterThanOrEqual(1);
          expect(standing.idleMs ?? 0).toBeGreaterThanOrEqual(0);
          expect(standing.epoch - epoch).toBeGreaterThanOrEqual(0);
          expect(standing.epoch - epoch).toBeLessThanOrEqual(1);
          expect(standing.maxIdleMs).toBeGreaterThanOrEqual(longest);
          [epoch, longest] = [standing.epoch, standing.maxIdleMs];
          if (ends) talk.answer(["r1"]);
        }
      }),
    );
  });

  test("begin with another model, and say so", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    expect(talk.ask(["u:1", "a:2", "u:3"], { model: "n" })).toMatchObject({ epoch: 1, epochReason: "model_switch" });
  });

  test("begin with a compaction where one was asked for, however long the summary is", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.askCompaction();
    expect(talk.ask(["u:a", "a:b", "u:c"])).toMatchObject({ epochReason: "compaction", compacted: true });
    expect(talk.ask(["u:a", "a:b", "u:c", "a:d", "u:e"])).toMatchObject({ epoch: 1, compacted: true });
  });

  test("begin with a rewrite where a longer history begins differently", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    expect(talk.ask(["u:a", "a:b", "u:c"])).toMatchObject({ epochReason: "rewrite", compacted: false });
  });

  test("begin with a rewrite where the beginning is cut off, and with a compaction where something stands for it", () => {
    const history = ["u:1", "a:2", "u:3", "a:4", "u:5", "a:6", "u:7"];
    const after = (...messages: readonly string[]) => {
      const talk = new Talk();
      talk.ask(history);
      const { epochReason, compacted, turn } = talk.ask(messages);
      return { epochReason, compacted, turn };
    };
    const rewritten = { epochReason: "rewrite", compacted: false, turn: 5 } as const;
    expect(after(...history.slice(4), "a:8", "u:9")).toEqual(rewritten);
    // What stands before the gap is the system prompt, where that is a message.
    expect(after("u:1", ...history.slice(4), "a:8", "u:9")).toEqual(rewritten);
    expect(after("u:summary", ...history.slice(4), "a:8", "u:9")).toMatchObject({ epochReason: "compaction" });
    expect(after("u:1", "a:2", "u:else")).toMatchObject({ epochReason: "rewind" });
    // One message alone may be said twice.
    expect(after("u:7", "a:8", "u:9")).toMatchObject({ epochReason: "compaction" });
    const asked = new Talk();
    asked.ask(history);
    asked.askCompaction();
    expect(asked.ask([...history.slice(4), "a:8", "u:9"])).toMatchObject({ epochReason: "compaction" });
  });
});

describe("reasoning that was returned", () => {
  test("is kept when all of it is sent back", () => {
    const talk = new Talk();
    expect(talk.ask(["u:1"]).reasoningKept).toBeUndefined();
    talk.answer(["r1", "r2"]);
    expect(talk.ask(["u:1", "a:2|r1|r2", "u:3"]).reasoningKept).toBe(true);
    talk.answer(["r3"], { says: "a:4" });
    expect(talk.ask(["u:1", "a:2|r1|r2", "u:3", "a:4|r3", "u:5"]).reasoningKept).toBe(true);
  });

  test("is dropped when a part of it is missing", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["r1", "r2"]);
    expect(talk.ask(["u:1", "a:2|r1", "u:3"]).reasoningKept).toBe(false);
  });

  test("is dropped when it is left out of the whole history, which is no way back", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["r1"]);
    talk.ask(["u:1", "a:2|r1", "u:3"]);
    talk.answer(["r2"], { says: "a:4" });
    talk.ask(["u:1", "a:2|r1", "u:3", "a:4|r2", "u:5"]);
    talk.answer(["r3"], { says: "a:6" });
    const thinned = talk.ask(["u:1", "a:2", "u:3", "a:4", "u:5", "a:6", "u:7"]);
    expect(thinned).toMatchObject({ epoch: 0, reasoningKept: false, prefixStable: false, turn: 4 });
    talk.answer([], { says: "a:8" });
    const next = talk.ask(["u:1", "a:2", "u:3", "a:4", "u:5", "a:6", "u:7", "a:8", "u:9"]);
    expect(next).toMatchObject({ epoch: 0, reasoningKept: false, prefixStable: true, turn: 5 });
  });

  test("is not missed where its client went back, or said something else", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["r1"]);
    talk.ask(["u:1", "a:2|r1", "u:3"]);
    talk.answer(["r2"], { says: "a:4" });
    expect(talk.ask(["u:1", "a:2", "u:else"])).toMatchObject({ epochReason: "rewind", reasoningKept: undefined });
  });

  test("is not missed by a retry, which throws the answer away, nor by what follows the retry", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["r1"]);
    talk.ask(["u:1", "a:2|r1", "u:3"]);
    talk.answer(["lost"], { says: "a:4" });
    expect(talk.ask(["u:1", "a:2|r1", "u:3"])).toMatchObject({ retry: true, reasoningKept: true });
    talk.answer(["r2"], { says: "a:4" });
    expect(talk.ask(["u:1", "a:2|r1", "u:3", "a:4|r2", "u:5"]).reasoningKept).toBe(true);
  });

  test("is not expected of an answer that did not come whole, or that was overtaken", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["cut"], { complete: false });
    expect(talk.ask(["u:1", "a:2", "u:3"]).reasoningKept).toBeUndefined();
    talk.answer(["late"], { exchange: "e1" });
    talk.answer(["r1"], { says: "a:4" });
    expect(talk.ask(["u:1", "a:2", "u:3", "a:4|r1", "u:5"]).reasoningKept).toBe(true);
  });

  test("is not expected in another epoch", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(["r1"]);
    expect(talk.ask(["u:summary", "a:x", "u:y"]).reasoningKept).toBeUndefined();
  });

  test("is remembered within bounds", () => {
    const talk = new Talk();
    talk.ask(["u:1"]);
    talk.answer(Array.from({ length: 2_000 }, (_, index) => `r${index}`));
    expect(talk.thread!.reasoning).toEqual([]);
    const history = ["u:1"];
    for (let turn = 0; turn < 100; turn++) {
      talk.ask(history);
      talk.answer(
        Array.from({ length: 10 }, (_, index) => `r${turn}.${index}`),
        { says: `a:${turn}` },
      );
      history.push(`a:${turn}|${Array.from({ length: 10 }, (_, index) => `r${turn}.${index}`).join("|")}`, `u:${turn}`);
    }
    expect(talk.thread!.reasoning.flatMap(({ blocks }) => blocks)).toHaveLength(510);
    expect(talk.ask(history).reasoningKept).toBe(true);
    talk.ask(["u:2"]);
    expect(talk.thread!.reasoning).toEqual([]);
  });
});

describe("idle time", () => {
  test("counts from the end of the last answer, and its longest gap sticks", () => {
    const talk = new Talk();
    expect(talk.ask(["u:1"])).toMatchObject({ idleMs: undefined, maxIdleMs: 0 });
    talk.at = 5 * MINUTE;
    talk.answer();
    expect(talk.ask(["u:1", "a:2", "u:3"], { at: 5 * MINUTE + 2 * HOUR })).toMatchObject({
      idleMs: 2 * HOUR,
      maxIdleMs: 2 * HOUR,
      resumed: true,
    });
    const next = talk.ask(["u:1", "a:2", "u:3", "a:4", "u:5"], { at: 3 * HOUR });
    expect(next).toMatchObject({ maxIdleMs: 2 * HOUR, resumed: true });
    expect(next.idleMs).toBeLessThan(HOUR);
  });

  test("falls into the buckets that cohorts are cut on", () => {
    const buckets = [undefined, 0, MINUTE, 5 * MINUTE, HOUR, 24 * HOUR].map(idleBucket);
    expect(buckets).toEqual(["first", "<1m", "1-5m", "5-60m", ">1h", ">24h"]);
    const contexts = [0, 8_000, 32_000, 100_000, 200_000, 1_000_000].map(contextBucket);
    expect(contexts).toEqual(["<8k", "8-32k", "32-100k", "100-200k", "200k-1M", ">1M"]);
  });
});

describe("what an exchange goes on from", () => {
  test("is the exchange before, with the messages that stand unchanged", () => {
    const talk = new Talk();
    expect(talk.ask(["u:1"]).previous).toBeUndefined();
    expect(talk.ask(["u:1", "a:2", "u:3"]).previous).toEqual({ exchange: "e1", kept: 1 });
    expect(talk.ask(["u:1", "a:2", "u:9"]).previous).toEqual({ exchange: "e2", kept: 2 });
    expect(talk.ask(["u:new"]).previous).toBeUndefined();
  });

  test("tells whether the bytes that a provider's cache sees first have changed", () => {
    const talk = new Talk();
    expect(talk.ask(["u:1"]).cacheBytesChanged).toBeUndefined();
    expect(talk.ask(["u:1", "a:2", "u:3"]).cacheBytesChanged).toBe(false);
    expect(talk.ask(["u:1", "a:2", "u:3", "a:4"], { prefix: "q" }).cacheBytesChanged).toBe(true);
  });
});

describe("a conversation whose history the provider keeps", () => {
  const begun = (): Talk => {
    const talk = new Talk();
    talk.ask(["u:one"]);
    talk.answer(["r1"], { response: "resp_1" });
    return talk;
  };

  test("goes on from its last answer: no epoch, one turn more, and nobody can say that reasoning is missing", () => {
    const talk = begun();
    const first = talk.thread!.history.chain;
    const standing = talk.ask(["u:two"], { continues: { response: "resp_1" } });
    expect(standing).toMatchObject({ turn: 2, epoch: 0, retry: false, reasoningKept: undefined, prefixStable: true });
    expect(standing.chain).not.toBe(first);
    expect(standing.previous).toBeUndefined();
    talk.answer([], { response: "resp_2", callsTools: true });
    expect(talk.ask(["t:result"], { continues: { response: "resp_2" } })).toMatchObject({ turn: 2, epoch: 0 });
  });

  test("is sent again as a retry, and taken up at an earlier answer as a rewind", () => {
    const talk = begun();
    talk.ask(["u:two"], { continues: { response: "resp_1" } });
    expect(talk.ask(["u:two"], { continues: { response: "resp_1" } })).toMatchObject({ turn: 2, retry: true });
    talk.answer([], { response: "resp_2" });
    const again = talk.ask(["u:other"], { continues: { response: "resp_1" } });
    expect(again).toMatchObject({ turn: 2, epoch: 1, epochReason: "rewind", retry: false });
    talk.answer([], { response: "resp_3" });
    talk.ask(["u:three"], { continues: { response: "resp_3" } });
    talk.answer([], { response: "resp_4" });
    const far = talk.ask(["u:far"], { continues: { response: "resp_1" } });
    expect(far).toMatchObject({ epoch: 2, epochReason: "rewind" });
  });

  test("has the same chain however often its turns were tried", () => {
    const once = begun();
    once.ask(["u:two"], { continues: { response: "resp_1" } });
    const twice = begun();
    twice.ask(["u:typo"], { continues: { response: "resp_1" } });
    twice.ask(["u:two"], { continues: { response: "resp_1" } });
    expect(twice.thread!.history).toEqual(once.thread!.history);
  });

  test("may be the provider's own conversation, where each request is what comes next", () => {
    const talk = new Talk();
    const continues = { conversation: "conv_1" };
    talk.ask(["u:one"], { continues });
    talk.answer([], { response: "resp_1" });
    expect(talk.ask(["u:two"], { continues })).toMatchObject({ turn: 2, epoch: 0, retry: false });
    expect(talk.ask(["u:two"], { continues })).toMatchObject({ turn: 2, epoch: 0, retry: true });
    talk.answer([], { response: "resp_2" });
    expect(talk.ask(["u:two"], { continues })).toMatchObject({ turn: 3, epoch: 0, retry: false });
  });
});
