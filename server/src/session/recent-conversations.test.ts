import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Conversation } from "./conversation.ts";
import { RecentConversations } from "./recent-conversations.ts";

const conversation = (key: string, at: number): Conversation => ({
  key,
  id: key,
  source: "client",
  pin: undefined,
  threads: {
    "": {
      turn: 1,
      epoch: 0,
      epochReason: "start",
      lastExchange: `x${at}`,
      lastAt: at,
      maxIdleMs: 0,
      history: { count: 1, chain: "c", digests: ["d"], turns: [true] },
      model: "m",
      prefixBytes: "",
      compacted: false,
      resumed: false,
      reasoning: [],
      equal: [],
      inToolLoop: false,
      compactionAsked: false,
    },
  },
});

describe("the conversations that were used lately", () => {
  test("are what they were when they were set last, at hand or waiting, and never too many", () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 30 })), { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), steps, (limit, uses) => {
        const recent = new RecentConversations(limit, 7);
        const latest = new Map<string, Conversation>();
        let order: string[] = [];
        for (const [index, [isGet, number]] of uses.entries()) {
          const key = `k${number}`;
          const certain = order.slice(-limit).includes(key);
          if (isGet) {
            const found = recent.get(key);
            if (certain || found !== undefined) expect(found).toEqual(latest.get(key));
            if (found === undefined) continue;
          } else {
            latest.set(key, conversation(key, index));
            recent.set(latest.get(key)!);
          }
          order = [...order.filter((other) => other !== key), key];
          expect(recent.has(key)).toBe(true);
          expect(recent.size).toBeLessThanOrEqual(2 * limit + 2 * Math.ceil(limit / 8));
        }
      }),
    );
  });
});
