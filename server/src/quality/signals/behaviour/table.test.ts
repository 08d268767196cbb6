import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { columnNamed } from "../../../exchange/columns.ts";
import { orientedValue } from "../unit-value.ts";
import { sessionOf } from "./fixtures/session.ts";
import { COUNT_NAMES } from "../../../session/deeds/read-deeds.ts";
import { behaviourSignal, behaviourSignals, measureSession } from "./table.ts";

describe("the behaviour signals", () => {
  test("are all in the table, each under its file's name", () => {
    const helpers = ["finish-reasons", "measures", "signal", "table", "told"];
    const files = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => name.replace(/\.ts$/, ""))
      .filter((name) => !helpers.includes(name));
    const names = behaviourSignals().map(({ definition }) => definition.name.replaceAll("_", "-"));
    expect(new Set(names)).toEqual(new Set(files));
    expect(names.length).toBe(files.length);
  });

  test("read columns that a record has, and no others", () => {
    for (const { definition, columns, measure } of behaviourSignals()) {
      expect([definition.name, columns.filter((name) => columnNamed(name) === undefined)]).toEqual([
        definition.name,
        [],
      ]);
      const read = new Set<string>();
      const watched = sessionOf({ finish_reason: "stop", input_tokens: 1 }, {}).map(
        (record) => new Proxy(record, { get: (of, name) => (read.add(String(name)), Reflect.get(of, name)) }),
      );
      measure(watched);
      expect([definition.name, [...read].filter((name) => !columns.includes(name as "turn"))]).toEqual([
        definition.name,
        [],
      ]);
    }
  });

  test("are of the main agent's own requests, in their time, but for what the whole session cost", () => {
    const records = sessionOf(
      { received_at: 10, outcome: "cancelled" },
      { received_at: 20, agent: "searcher", cost_usd: 1, input_tokens: 1 },
      { received_at: 20, operation: "count_tokens" },
      { received_at: 30, outcome: "complete", cost_usd: 2, input_tokens: 1 },
      { received_at: 40 },
    );
    const of = (name: string, until: number) => measureSession(behaviourSignal(name)!, records, 10, until);
    expect([of("interrupt_rate", 40), of("interrupt_rate", 30), of("interrupt_rate", 10)]).toEqual([0.5, 1, undefined]);
    expect(of("cost_per_session", 40)).toBe(3);
  });

  test("give a number that lies in [0,1] once it is scaled, or none, whatever was recorded", () => {
    const number = fc.oneof(fc.constant(null), fc.double({ min: 0, max: 1e12, noNaN: true }));
    const parts = fc.record({
      turn: fc.nat(5),
      retry: fc.boolean(),
      outcome: fc.constantFrom("complete", "cut", "cancelled", "failed", "refused"),
      finish_reason: fc.constantFrom("", "stop", "length", "refusal"),
      format: fc.constantFrom("anthropic-messages", "gemini"),
      skeleton: fc.oneof(fc.string(), fc.json()),
      input_tokens: number,
      output_tokens: number,
      reasoning_tokens: number,
      cache_read_tokens: number,
      cost_usd: number,
      duration_ms: number,
      first_token_at: number,
      deeds: fc.array(fc.oneof(fc.string(), fc.constantFrom("edit a b", "read c b", "write d b", "run e"))),
      counts: fc.dictionary(fc.constantFrom(...COUNT_NAMES), fc.nat(50)),
    });
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 6 }), (all) => {
        for (const signal of behaviourSignals()) {
          const value = measureSession(signal, sessionOf(...all), 0, 1e15);
          if (value === undefined) continue;
          const place = orientedValue(signal.definition, value);
          expect(place >= 0 && place <= 1).toBe(true);
        }
      }),
    );
  });
});
