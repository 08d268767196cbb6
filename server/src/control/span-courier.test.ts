import { describe, expect, test } from "bun:test";
import { completeRecord, type RecordParts } from "../exchange/record.ts";
import { SpanCourier } from "./span-courier.ts";

const record = (index: number, parts: RecordParts = {}) =>
  completeRecord({
    exchange: `e${index}`,
    session: "s",
    operation: "generate",
    outcome: "complete",
    received_at: 1,
    ended_at: 2,
    ...parts,
  });
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));

/** A courier whose collector answers as told, and whose time is the test's. */
function rig(statuses: readonly (number | Error)[] = []) {
  const sent: number[] = [];
  const waits: { ms: number; wake: () => void }[] = [];
  const said: string[] = [];
  const left = [...statuses];
  const courier = new SpanCourier({
    send: (request) => {
      const { resourceSpans } = request as { resourceSpans: { scopeSpans: { spans: unknown[] }[] }[] };
      sent.push(resourceSpans[0]?.scopeSpans[0]?.spans.length ?? 0);
      const status = left.shift() ?? 200;
      return status instanceof Error ? Promise.reject(status) : Promise.resolve(status);
    },
    resource: { attributes: {}, version: "1" },
    after: (ms, wake) => {
      waits.push({ ms, wake });
      return () => undefined;
    },
    report: (what) => said.push(what),
  });
  const pass = async (): Promise<number | undefined> => {
    const wait = waits.shift();
    wait?.wake();
    // All that waits for the collector has had its turn then.
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    return wait?.ms;
  };
  return { courier, sent, said, pass, waits };
}

describe("a courier of spans", () => {
  test("brings what is stored, many at a time, and nothing of what came as a trace itself", async () => {
    const { courier, sent, pass } = rig();
    courier.take([...records(600), record(1, { node: "otlp" })]);
    await pass();
    expect(sent).toEqual([512, 88]);
    expect(courier.counters).toEqual({ waiting: 0, sent: 600, lost: 0 });
  });

  test("tries again where the collector is away or busy, later and later, and says so once", async () => {
    const { courier, sent, said, pass } = rig([new Error("refused"), 503, 200]);
    courier.take(records(3));
    expect([await pass(), await pass(), await pass()]).toEqual([1_000, 2_000, 4_000]);
    expect(sent).toEqual([3, 3, 3]);
    expect(courier.counters).toEqual({ waiting: 0, sent: 3, lost: 0 });
    expect(said).toEqual(["the collector of spans does not answer"]);
  });

  test("gives up what the collector refuses, and counts it", async () => {
    const { courier, said, pass } = rig([400]);
    courier.take(records(3));
    await pass();
    expect(courier.counters).toEqual({ waiting: 0, sent: 0, lost: 3 });
    expect(said).toEqual(["3 spans were not exported: the collector refuses them with status 400"]);
  });

  test("lets the oldest go where too many wait, and counts them", () => {
    const { courier } = rig();
    courier.take(records(20_500));
    expect(courier.counters).toEqual({ waiting: 20_000, sent: 0, lost: 500 });
  });

  test("sends once more when it ends, and counts what is left", async () => {
    const well = rig();
    well.courier.take(records(2));
    await well.courier.stop();
    expect(well.courier.counters).toEqual({ waiting: 0, sent: 2, lost: 0 });
    const away = rig([503]);
    away.courier.take(records(2));
    await away.courier.stop();
    expect(away.courier.counters).toEqual({ waiting: 0, sent: 0, lost: 2 });
  });
});
