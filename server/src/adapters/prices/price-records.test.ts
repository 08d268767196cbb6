import { describe, expect, test } from "bun:test";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { priceRecords } from "./price-records.ts";

const answered = (parts: Partial<ExchangeRecord> = {}): ExchangeRecord =>
  completeRecord({
    format: "openai-chat",
    model_requested: "gpt-4o",
    model_served: "gpt-4o",
    input_tokens: 1_000_000,
    output_tokens: 0,
    ...parts,
  });

describe("the price of an exchange", () => {
  test("is known for a model that the table has, with the table's digest", () => {
    const { cost_usd, cost_requested_usd, price_digest } = priceRecords(answered());
    expect(cost_usd).toBeGreaterThan(0);
    expect(cost_requested_usd).toBe(cost_usd);
    expect(price_digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test("grows with tokens, and is lower for what was read from the cache", () => {
    const plain = priceRecords(answered()).cost_usd!;
    expect(priceRecords(answered({ output_tokens: 1_000 })).cost_usd).toBeGreaterThan(plain);
    expect(priceRecords(answered({ cache_read_tokens: 900_000 })).cost_usd).toBeLessThan(plain);
  });

  test("says what the requested model would have cost, where another answered", () => {
    const { cost_usd, cost_requested_usd } = priceRecords(answered({ model_served: "gpt-4o-mini" }));
    expect(cost_usd).toBeLessThan(cost_requested_usd!);
  });

  test("is unknown for a model that merely begins like one of the table", () => {
    for (const model of ["gpt-4o-nextgen-9", "gpt-4o mini", "unheard-of", "", "constructor", "__proto__"]) {
      const record = answered({ model_served: model });
      expect(priceRecords(record)).toEqual(record);
    }
  });

  test("is unknown where the tokens are unknown or cannot be", () => {
    expect(priceRecords(answered({ input_tokens: null })).cost_usd).toBeNull();
    expect(priceRecords(answered({ input_tokens: 1, cache_read_tokens: 2 })).cost_usd).toBeNull();
  });
});
