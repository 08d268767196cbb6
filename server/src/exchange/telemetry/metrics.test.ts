import { describe, expect, test } from "bun:test";
import type { RecordParts } from "../record.ts";
import { streamedRecord, T0 } from "./fixtures/streamed-record.ts";
import { TelemetryMetrics } from "./metrics.ts";

interface Point {
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
  readonly asInt?: string;
  readonly count?: string;
  readonly sum?: number;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}
interface Points {
  readonly dataPoints: readonly Point[];
}
type Metric = { readonly name: string; readonly unit: string; readonly sum?: Points; readonly histogram?: Points };

function told(...records: readonly RecordParts[]): ReadonlyMap<string, readonly Point[]> {
  const metrics = new TelemetryMetrics(T0);
  for (const parts of records) metrics.add(streamedRecord(parts));
  const listed = metrics.asJson(T0 + 60_000) as readonly Metric[];
  return new Map(listed.map(({ name, sum, histogram }) => [name, (sum ?? histogram)?.dataPoints ?? []]));
}
const attributesOf = (point: Point | undefined) =>
  Object.fromEntries((point?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]));

const DURATION = "gen_ai.client.operation.duration";
const INPUT = "gen_ai.client.inference.usage.input_tokens";

describe("metrics of exchanges", () => {
  test("are sums of tokens and histograms of seconds, by model and contract, since the beginning", () => {
    const metrics = told({}, { ended_at: T0 + 100_000, input_tokens: 5 });
    expect([...metrics.keys()].sort()).toEqual([
      "gen_ai.client.inference.usage.cache_read.input_tokens",
      INPUT,
      "gen_ai.client.inference.usage.output_tokens",
      "gen_ai.client.inference.usage.reasoning.output_tokens",
      DURATION,
      "gen_ai.client.operation.time_to_first_chunk",
    ]);
    const [input] = metrics.get(INPUT) ?? [];
    expect(input).toMatchObject({
      asInt: "105",
      startTimeUnixNano: `${T0}000000`,
      timeUnixNano: `${T0 + 60_000}000000`,
    });
    expect(attributesOf(input)).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-opus-4-6",
      "gen_ai.response.model": "claude-opus-4-6",
      "bellwether.contract.surface": "code-assistant",
      "bellwether.contract.version": "1.0.0",
      "gen_ai.token.modality": "unknown",
    });
    const [duration] = metrics.get(DURATION) ?? [];
    expect(duration).toMatchObject({ count: "2", sum: 102, min: 2, max: 100 });
    // A bucket reaches up to its bound; what is beyond all of them has one more.
    expect(duration?.bucketCounts).toHaveLength((duration?.explicitBounds?.length ?? 0) + 1);
    expect(duration?.bucketCounts?.map(Number).flatMap((count, at) => (count > 0 ? [at] : []))).toEqual([8, 14]);
  });

  test("have the times between the pieces of streams, as their records counted them", () => {
    const metrics = told({ chunk_gaps: { ms: 130, "10": 2, "160": 1 } }, { chunk_gaps: { ms: 90_000, more: 1 } }, {});
    const [gaps] = metrics.get("gen_ai.client.operation.time_per_output_chunk") ?? [];
    expect(gaps).toMatchObject({ count: "4", sum: 90.13 });
    expect(gaps?.bucketCounts?.map(Number).flatMap((count, at) => (count > 0 ? [[at, count]] : []))).toEqual([
      [0, 2],
      [4, 1],
      [14, 1],
    ]);
    expect(gaps).not.toHaveProperty("min");
    expect(told({ streamed: false, chunk_gaps: { ms: 10, "10": 1 } }).size).toBe(5);
  });

  test("tell what failed apart, and count no tokens that nobody told", () => {
    const metrics = told({}, { outcome: "failed", error_code: "overloaded_error", input_tokens: null });
    const points = metrics.get(DURATION) ?? [];
    expect(points.map((point) => attributesOf(point)["error.type"])).toEqual([undefined, "overloaded_error"]);
    expect(metrics.get(INPUT)?.map(({ asInt }) => asInt)).toEqual(["100"]);
  });

  test("are none of what asked no model, of what was erased, and of what has no end", () => {
    expect(told({ operation: "models" }, { erased: true }, { ended_at: null }).size).toBe(0);
  });

  test("hold no more series than a collector can bear: the rest is one, and nothing is lost", () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({ model_requested: `m${index}`, input_tokens: 1 }));
    const points = told(...many).get(INPUT) ?? [];
    expect(points).toHaveLength(2_001);
    expect(points.reduce((sum, { asInt }) => sum + Number(asInt), 0)).toBe(2_500);
    expect(attributesOf(points.at(-1))).toEqual({ "otel.metric.overflow": "true" });
  });
});
