import { describe, expect, test } from "bun:test";
import type { RecordParts } from "../record.ts";
import { streamedRecord, T0 } from "./fixtures/streamed-record.ts";
import { Double } from "./span.ts";
import { spansOfRecord } from "./spans-of-record.ts";

const record = (parts: RecordParts = {}) => streamedRecord({ tenant: "acme", turn: 3, cost_usd: 0.5, ...parts });

describe("the span of an exchange", () => {
  test("has the names of the conventions, and what they lack under ours; nothing that is not known", () => {
    const [span] = spansOfRecord(record());
    expect(span).toMatchObject({
      name: "chat claude-opus-4-6",
      startedAt: T0,
      endedAt: T0 + 2_000,
      parent: "",
      failure: undefined,
    });
    expect(span?.attributes).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-opus-4-6",
      "gen_ai.request.stream": true,
      "gen_ai.request.reasoning.level": "high",
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.model": "claude-opus-4-6",
      "gen_ai.response.finish_reasons": ["end_turn"],
      "gen_ai.response.time_to_first_chunk": new Double(0.25),
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 20,
      "gen_ai.usage.cache_read.input_tokens": 60,
      "gen_ai.usage.reasoning.output_tokens": 5,
      "gen_ai.conversation.id": "s1",
      "bellwether.exchange": "01a2b3c4-0000-7000-8000-000000000001",
      "bellwether.contract.surface": "code-assistant",
      "bellwether.contract.version": "1.0.0",
      "bellwether.model.served": "claude-opus-4-6",
      "bellwether.effort.sent": "high",
      "bellwether.session.turn_index": 3,
      "bellwether.cost.usd": new Double(0.5),
    });
  });

  test("is inside of its caller's, and else in one trace with its session", () => {
    const context = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const [inside] = spansOfRecord(record({ traceparent: context }));
    expect([inside?.trace, inside?.parent]).toEqual(["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"]);
    const [one] = spansOfRecord(record());
    const [next] = spansOfRecord(record({ exchange: "01a2b3c4-0000-7000-8000-000000000002", traceparent: "nonsense" }));
    expect(one?.trace).toBe(next?.trace);
    expect(one?.id).not.toBe(next?.id);
    expect(one?.trace).toMatch(/^[0-9a-f]{32}$/);
    expect(spansOfRecord(record({ tenant: "other" }))[0]?.trace).not.toBe(one?.trace);
  });

  test("says what went wrong, what was broken, and each try where there were several", () => {
    const spans = spansOfRecord(
      record({
        outcome: "failed",
        error_code: "overloaded_error",
        violation_details: JSON.stringify([{ id: "STREAM_CUT", kind: "rate", severity: "alert", message: "x" }]),
        attempts: JSON.stringify([
          { upstream: "a", region: "eu", status: 529, ms: 300, ended: "answered" },
          { upstream: "b", region: "us", status: 200, ms: 400, ended: "answered" },
        ]),
      }),
    );
    expect(spans.map(({ name, startedAt, endedAt, failure }) => [name, startedAt - T0, endedAt - T0, failure])).toEqual(
      [
        ["chat claude-opus-4-6", 0, 2_000, "overloaded_error"],
        ["attempt 1", 0, 300, "529"],
        ["attempt 2", 300, 2_000, undefined],
      ],
    );
    expect(spans[1]?.parent).toBe(spans[0]!.id);
    expect(spans[0]?.events).toMatchObject([
      { name: "bellwether.violation", attributes: { "bellwether.violation.id": "STREAM_CUT" } },
    ]);
  });

  test("is none of what asked no model, and of what was erased", () => {
    expect(spansOfRecord(record({ operation: "models" }))).toEqual([]);
    expect(spansOfRecord(record({ erased: true }))).toEqual([]);
  });
});
