import { describe, expect, test } from "bun:test";
import { completeRecord, type RecordParts } from "../exchange/record.ts";
import { MetricCourier } from "./metric-courier.ts";

const record = (parts: RecordParts = {}) =>
  completeRecord({
    exchange: "e1",
    operation: "generate",
    outcome: "complete",
    received_at: 1,
    ended_at: 2,
    input_tokens: 10,
    ...parts,
  });

/** A courier whose collector answers as told, and whose time is the test's. */
function rig(statuses: readonly (number | Error)[] = []) {
  const sums: number[] = [];
  const said: string[] = [];
  const left = [...statuses];
  let due: (() => void) | undefined;
  const courier = new MetricCourier({
    send: (request) => {
      const [whole] = (request as { resourceMetrics: { scopeMetrics: { metrics: unknown[] }[] }[] }).resourceMetrics;
      const [tokens] = (whole?.scopeMetrics[0]?.metrics ?? []) as { sum: { dataPoints: { asInt: string }[] } }[];
      sums.push(Number(tokens?.sum.dataPoints[0]?.asInt));
      const status = left.shift() ?? 200;
      return status instanceof Error ? Promise.reject(status) : Promise.resolve(status);
    },
    resource: { attributes: {}, version: "1" },
    after: (_ms, wake) => {
      due = wake;
      return () => (due = undefined);
    },
    now: () => 5,
    report: (what) => said.push(what),
  });
  const pass = async (): Promise<void> => {
    const wake = due;
    due = undefined;
    wake?.();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  return { courier, sums, said, pass, isWaiting: () => due !== undefined };
}

describe("a courier of metrics", () => {
  test("brings sums since the beginning, again and again, and nothing of what came as a trace itself", async () => {
    const { courier, sums, pass } = rig();
    courier.take([record(), record({ node: "otlp" })]);
    await pass();
    courier.take([record()]);
    await pass();
    expect(sums).toEqual([10, 20]);
  });

  test("makes up by the next for an export that failed, and says each trouble once", async () => {
    const { courier, sums, said, pass } = rig([new Error("refused"), new Error("refused"), 400]);
    courier.take([record()]);
    for (let turn = 0; turn < 4; turn++) await pass();
    expect(sums).toEqual([10, 10, 10, 10]);
    expect(said).toEqual(["the collector of metrics does not answer", "the collector refuses metrics with status 400"]);
  });

  test("brings the last sums when it stops, and is woken no more", async () => {
    const { courier, sums, isWaiting } = rig();
    courier.take([record()]);
    await courier.stop();
    expect([sums, isWaiting()]).toEqual([[10], false]);
    courier.take([record()]);
    expect(isWaiting()).toBe(false);
  });
});
