import { describe, expect, test } from "bun:test";
import { isId } from "../../../server/src/core/id.ts";
import { traffic } from "./traffic.ts";

const HOUR = 3_600_000;
const OPTIONS = { seed: "test", exchanges: 4_000, from: Date.parse("2026-10-01T00:00:00Z"), spanMs: 6 * HOUR };
const records = [...traffic(OPTIONS)];
const different = (values: readonly unknown[]): number => new Set(values).size;

describe("the traffic that is made", () => {
  test("is the same for the same seed, and another for another", () => {
    expect([...traffic({ ...OPTIONS, exchanges: 50 })]).toEqual([...traffic({ ...OPTIONS, exchanges: 50 })]);
    expect([...traffic({ ...OPTIONS, exchanges: 1, seed: "other" })][0]?.skeleton).not.toBe(records[0]!.skeleton);
  });

  test("comes in the order of its times, with ids of its own, over the whole stretch", () => {
    const times = records.map((record) => record.received_at ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect([times[0], times.at(-1)! - OPTIONS.from > 5.9 * HOUR]).toEqual([OPTIONS.from, true]);
    expect(different(records.map(({ exchange }) => exchange))).toBe(records.length);
    expect(records.every(({ exchange }) => isId(exchange))).toBe(true);
  });

  test("has few surfaces, more models, many client versions and tenants, and sessions that go on", () => {
    expect(different(records.map(({ surface }) => surface))).toBe(5);
    expect(different(records.map(({ model_served: model }) => model))).toBeGreaterThan(8);
    expect(different(records.map(({ client_version: version }) => version))).toBeGreaterThan(100);
    expect(different(records.map(({ tenant }) => tenant))).toBeGreaterThan(150);
    const sessions = different(records.map(({ session }) => session));
    expect(records.length / sessions).toBeGreaterThan(5);
    const gaps = records.flatMap(({ idle_ms: idle }) => idle ?? []).sort((a, b) => a - b);
    expect(gaps[gaps.length >> 1]).toBeGreaterThan(60_000);
    expect(gaps[gaps.length >> 1]).toBeLessThan(240_000);
  });

  test("has tools and calls on the agent's surface alone", () => {
    const agents = records.filter(({ surface }) => surface === "code-assistant");
    expect(agents.every(({ tools_count: tools }) => tools === 18)).toBe(true);
    expect(records.some(({ surface, tool_calls: calls }) => surface !== "code-assistant" && calls.length > 0)).toBe(
      false,
    );
  });
});
