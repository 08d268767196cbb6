import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type TenantUsage, usageOf, type UsageQuestion } from "../../control/usage.ts";
import { idGenerator } from "../../core/id.ts";
import type { ExchangeRecord } from "../../exchange/columns.ts";
import { completeRecord } from "../../exchange/record.ts";
import { openEmbeddedStore } from "./fixtures/embedded-store.ts";

const FROM = Date.parse("2026-03-01T00:00:00Z");
const DAY = 86_400_000;
const LIMITS = { rows: 10_000, seconds: 30 };
const { store, close } = await openEmbeddedStore();
const newId = idGenerator(Date.now, (into) => crypto.getRandomValues(into as Uint8Array<ArrayBuffer>));

const one = fc.record({
  received_at: fc.integer({ min: FROM, max: FROM + 4 * DAY }),
  tenant: fc.constantFrom("acme", "other"),
  key: fc.constantFrom("k1", "k2"),
  surface: fc.constantFrom("s1", "s2"),
  choice: fc.constantFrom("", "n-1:out", "n-1:out,n-2:in", "n-2:default"),
  synthetic: fc.constantFrom(false, false, true),
  input_tokens: fc.option(fc.integer({ min: 0, max: 5_000 })),
  output_tokens: fc.option(fc.integer({ min: 0, max: 5_000 })),
  // In 1024ths, so that sums are exact in any order.
  cost_usd: fc.option(fc.integer({ min: 0, max: 900 }).map((value) => value / 1024)),
});
const RECORDS: readonly ExchangeRecord[] = fc
  .sample(one, { numRuns: 400, seed: 7 })
  .map((parts) => completeRecord({ exchange: newId(), ...parts }));

beforeAll(() => store.insert("b1", RECORDS));
afterAll(close);

/** What the records say, counted by hand. */
function counted(records: readonly ExchangeRecord[]): {
  exchanges: number;
  priced: number;
  cost: number;
  input: number;
} {
  const costs = records.flatMap(({ cost_usd: cost }) => (cost === null ? [] : [cost]));
  return {
    exchanges: records.length,
    priced: costs.length,
    cost: costs.reduce((sum, cost) => sum + cost, 0),
    input: records.reduce((sum, { input_tokens: tokens }) => sum + (tokens ?? 0), 0),
  };
}
const said = ({ exchanges, priced, cost_usd: cost, tokens }: Omit<TenantUsage, "tenant" | "surfaces" | "choices">) => ({
  exchanges,
  priced,
  cost,
  input: tokens.input,
});
const question = (parts: Partial<UsageQuestion> = {}): UsageQuestion => ({
  since: FROM,
  until: FROM + 5 * DAY,
  synthetic: false,
  ...parts,
});

describe("what tenants used", () => {
  test("is what their records come to, by surface and by choice", async () => {
    const { tenants: usage, truncated } = await usageOf(question(), store, { kind: "all" }, LIMITS);
    expect(truncated).toBe(false);
    expect(usage.map(({ tenant }) => tenant).sort()).toEqual(["acme", "other"]);
    for (const tenant of usage) {
      const own = RECORDS.filter((record) => record.tenant === tenant.tenant && !record.synthetic);
      expect(said(tenant)).toEqual(counted(own));
      expect(tenant.mean_cost_usd).toBe(tenant.cost_usd / tenant.priced);
      for (const surface of tenant.surfaces)
        expect(said(surface)).toEqual(counted(own.filter((record) => record.surface === surface.surface)));
      expect(new Set(tenant.choices.map(({ notice, choice }) => `${notice}:${choice}`))).toEqual(
        new Set(["n-1:out", "n-2:in", "n-2:default"]),
      );
      for (const { surface, notice, choice, with: under, without, ...rest } of tenant.choices) {
        const here = own.filter((record) => record.surface === surface);
        const isUnder = (record: ExchangeRecord): boolean => record.choice.split(",").includes(`${notice}:${choice}`);
        expect(said(under)).toEqual(counted(here.filter(isUnder)));
        expect(said(without)).toEqual(counted(here.filter((record) => !isUnder(record))));
        expect(rest.mean_cost_difference_usd).toBeCloseTo(
          (under.mean_cost_usd ?? 0) - (without.mean_cost_usd ?? 0),
          12,
        );
      }
    }
  });

  test("is of the tenant, the surface, the time and the traffic that are asked for", async () => {
    const asked = { tenant: "acme", surface: "s1", since: FROM + DAY, until: FROM + 2 * DAY, synthetic: true };
    const { tenants } = await usageOf(question(asked), store, { kind: "all" }, LIMITS);
    const [usage, ...others] = tenants;
    const own = RECORDS.filter(
      ({ tenant, surface, received_at: at }) =>
        tenant === "acme" && surface === "s1" && (at ?? 0) >= asked.since && (at ?? 0) < asked.until,
    );
    expect(others).toEqual([]);
    expect(usage === undefined ? undefined : said(usage)).toEqual(counted(own));
  });

  test("is of its own exchanges for a key that is no operator's", async () => {
    const fence = { kind: "key", tenant: "acme", key: "k1" } as const;
    const { tenants } = await usageOf(question(), store, fence, LIMITS);
    const [usage, ...others] = tenants;
    const own = RECORDS.filter(({ tenant, key, synthetic }) => tenant === "acme" && key === "k1" && !synthetic);
    expect(others).toEqual([]);
    expect(usage === undefined ? undefined : said(usage)).toEqual(counted(own));
  });

  test("is nothing where nothing is recorded, and costs nothing that is known where no price is", async () => {
    const nobody = await usageOf(question({ tenant: "nobody" }), store, { kind: "all" }, LIMITS);
    expect(nobody).toEqual({ tenants: [], truncated: false });
    await store.insert("b2", [
      completeRecord({ exchange: newId(), received_at: FROM, tenant: "free", choice: "n-1:out" }),
    ]);
    const { tenants } = await usageOf(question({ tenant: "free" }), store, { kind: "all" }, LIMITS);
    const [usage] = tenants;
    expect(usage).toMatchObject({ exchanges: 1, priced: 0, mean_cost_usd: null });
    expect(usage?.choices[0]?.mean_cost_difference_usd).toBeNull();
  });

  test("says so where a limit lets less through than there is", async () => {
    const { truncated } = await usageOf(question(), store, { kind: "all" }, { ...LIMITS, rows: 2 });
    expect(truncated).toBe(true);
  });
});
