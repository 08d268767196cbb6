import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { testLab, user } from "./lab-fixture.ts";
import { BLOCK_TOKENS, LEAST_CACHED } from "./cached-prefix.ts";

const words = (count: number): string => "lorem ipsum ".repeat(count);

test("a long prompt is cached in blocks, read by what begins the same, and forgotten after ten idle minutes", async () => {
  const { chat, clock } = testLab();
  const ask = async (...said: string[]) => {
    const { usage } = (await chat({ messages: said.map(user) })).body;
    return { cached: usage.prompt_tokens_details.cached_tokens, all: usage.prompt_tokens };
  };
  const first = await ask(words(500));
  expect(first.cached).toBe(0);
  const second = await ask(words(500), "more");
  expect(second.cached).toBe(Math.floor(first.all / BLOCK_TOKENS) * BLOCK_TOKENS);
  clock.advance(599_999);
  expect((await ask(words(500))).cached).toBe(second.cached);
  clock.advance(600_000);
  expect((await ask(words(500))).cached).toBe(0);
});

test("nothing is read that was not written, in whole blocks, never more than the prompt and never less than 1,024", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ base: fc.constantFrom("a", "b"), length: fc.nat(900), key: fc.constantFrom("k", "l") }), {
        maxLength: 8,
      }),
      async (calls) => {
        const { chat } = testLab();
        const written: { readonly scope: string; readonly all: number }[] = [];
        for (const { base, length, key } of calls) {
          const { usage } = (await chat({ messages: [user(base + words(length))] }, { "x-api-key": key })).body;
          const cached = usage.prompt_tokens_details.cached_tokens;
          const scope = base + key;
          const before = written.filter((one) => one.scope === scope).map((one) => one.all);
          expect(cached % BLOCK_TOKENS).toBe(0);
          expect(cached).toBeLessThanOrEqual(Math.min(usage.prompt_tokens, Math.max(0, ...before)));
          if (cached > 0) expect(cached).toBeGreaterThanOrEqual(LEAST_CACHED);
          expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
          written.push({ scope, all: usage.prompt_tokens });
        }
      },
    ),
    { numRuns: 40 },
  );
});
