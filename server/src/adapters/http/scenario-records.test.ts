import { describe, expect, test } from "bun:test";
import { ScenarioRecords } from "./scenario-records.ts";

/** A store in which each exchange is there from so many questions on. */
function storeOf(from: Readonly<Record<string, number>>) {
  const asked: string[][] = [];
  const records = new ScenarioRecords({
    sleep: async () => undefined,
    read: async (path) => {
      const { searchParams } = new URL(path, "http://x");
      const names = [...(searchParams.get("where") ?? "").matchAll(/'([^']+)'/g)].map(([, name]) => name ?? "");
      if (searchParams.get("show") === "exchange") asked.push(names);
      return {
        rows: names.filter((name) => (from[name] ?? Infinity) <= asked.length).map((exchange) => ({ exchange })),
      };
    },
  });
  return { records, asked };
}

describe("records of exchanges that scenarios made", () => {
  test("are read as they come, all that are waited for by one question", async () => {
    const { records, asked } = storeOf({ a: 1, b: 3 });
    expect(await Promise.all([records.of("a"), records.of("b"), records.of("a")])).toEqual([
      { exchange: "a" },
      { exchange: "b" },
      { exchange: "a" },
    ]);
    expect(asked).toEqual([["a", "b"], ["b"], ["b"]]);
  });

  test("are nothing where they do not come, and others are read meanwhile", async () => {
    const many = Object.fromEntries(Array.from({ length: 450 }, (_, index) => [`e${index}`, 1]));
    const { records } = storeOf(many);
    const [none, ...rows] = await Promise.all(["lost", ...Object.keys(many)].map((exchange) => records.of(exchange)));
    expect(none).toBeUndefined();
    expect(rows.every((row) => row !== undefined)).toBe(true);
  });

  test("are an error for whoever waits where the store cannot be asked, and are read again later", async () => {
    let away = true;
    const records = new ScenarioRecords({
      sleep: async () => undefined,
      read: async () => {
        if (away) throw new Error("away");
        return { rows: [{ exchange: "a" }] };
      },
    });
    expect(records.of("a")).rejects.toThrow("away");
    await records.of("a").catch(() => undefined);
    away = false;
    expect(await records.of("a")).toEqual({ exchange: "a" });
  });
});
