import { expect, test } from "bun:test";
import { completeRecord } from "../record.ts";
import { metricsAsJson } from "./encode.ts";
import { TelemetryMetrics } from "./metrics.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";

/** What a message has under a path of fields, each the first of its number; by what the encoding says of itself. */
function at(bytes: Buffer, ...path: readonly number[]): Buffer[] {
  const [wanted, ...rest] = path;
  const found: Buffer[] = [];
  const varint = (from: number): readonly [value: number, next: number] => {
    let [value, shift, index] = [0, 0, from];
    for (;;) {
      const byte = bytes[index++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return [value, index];
      shift += 7;
    }
  };
  for (let index = 0; index < bytes.length;) {
    const [tag, start] = varint(index);
    const wire = tag & 7;
    const [length, from] = wire === 2 ? varint(start) : wire === 1 ? [8, start] : [varint(start)[1] - start, start];
    index = from + length;
    if (tag >> 3 === wanted) found.push(bytes.subarray(from, index));
  }
  return rest.length === 0 ? found : found.flatMap((one) => at(one, ...rest));
}

test("metrics in Protocol Buffers have the fields of OTLP's own definitions", () => {
  const metrics = new TelemetryMetrics(1_000);
  const parts = { operation: "generate", outcome: "complete", received_at: 1_000, ended_at: 3_500, input_tokens: 300 };
  metrics.add(completeRecord({ exchange: "e1", format: "anthropic-messages", ...parts }));
  const resource = { attributes: { "service.name": "bellwether" }, version: "1" };
  const bytes = Buffer.from(otlpProtobuf(metricsAsJson(metrics.asJson(61_000), resource)));
  const texts = (...path: number[]): string[] => at(bytes, ...path).map(String);
  expect(texts(1, 1, 1, 1)).toEqual(["service.name"]);
  expect(texts(1, 1, 1, 2, 1)).toEqual(["bellwether"]);
  expect(texts(1, 2, 2, 1)).toEqual(["gen_ai.client.inference.usage.input_tokens", "gen_ai.client.operation.duration"]);
  expect(texts(1, 2, 2, 3)).toEqual(["{token}", "s"]);
  const [counted] = at(bytes, 1, 2, 2, 7, 1, 6);
  expect(counted?.readBigInt64LE()).toBe(300n);
  const [ended] = at(bytes, 1, 2, 2, 7, 1, 3);
  expect(ended?.readBigUInt64LE()).toBe(61_000_000_000n);
  const [sum] = at(bytes, 1, 2, 2, 9, 1, 5);
  expect(sum?.readDoubleLE()).toBe(2.5);
  const [buckets] = at(bytes, 1, 2, 2, 9, 1, 6);
  const [bounds] = at(bytes, 1, 2, 2, 9, 1, 7);
  expect([buckets?.length, bounds?.length]).toEqual([15 * 8, 14 * 8]);
});
