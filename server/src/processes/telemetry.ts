import { otlpSender } from "../adapters/http/otlp-sender.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readPlain } from "../config/secret.ts";
import type { RecordFeed } from "../control/feed.ts";
import { BatchCourier } from "../control/batch-courier.ts";
import { MetricCourier } from "../control/metric-courier.ts";
import { SpanCourier } from "../control/span-courier.ts";
import { systemAfter, systemClock } from "../core/clock.ts";
import { VERSION } from "../core/version.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { Score } from "../exchange/scores/score.ts";
import { logsAsJson } from "../exchange/telemetry/encode.ts";
import { evaluationOf } from "../exchange/telemetry/evaluations.ts";

interface Courier {
  take(records: readonly ExchangeRecord[]): void;
  stop(): Promise<void>;
}

/** What is told to collectors beside records. */
export interface Telemetry {
  /** Takes scores that are stored. */
  takeScores(scores: readonly Score[]): void;
  stop(): Promise<void>;
}

/** Begins to bring what is stored to the collectors that the configuration names; undefined where it names none. */
export function startTelemetry(
  { telemetry }: Pick<Config, "telemetry">,
  feed: RecordFeed,
  say: (what: string, error?: unknown) => void,
): Telemetry | undefined {
  const { traces, metrics, logs, synthetic } = telemetry;
  const instance = crypto.randomUUID();
  const common = {
    resource: {
      // Sums are each process's own: a collector has to tell those of several apart.
      attributes: { "service.name": "bellwether", "service.version": VERSION, "service.instance.id": instance },
      version: VERSION,
    },
    after: systemAfter,
    report: say,
  };
  const couriers: Courier[] = [];
  if (traces !== undefined) couriers.push(new SpanCourier({ ...common, send: senderTo(traces) }));
  if (metrics !== undefined)
    couriers.push(new MetricCourier({ ...common, send: senderTo(metrics), now: systemClock.now }));
  const events =
    logs === undefined
      ? undefined
      : new BatchCourier<Score>({
          ...common,
          what: "evaluations",
          send: senderTo(logs),
          encode: (scores) => logsAsJson(scores.map(evaluationOf), common.resource),
        });
  if (couriers.length === 0 && events === undefined) return undefined;
  const leave = feed.subscribe((records) => {
    const told = synthetic ? records : records.filter((one) => !one.synthetic);
    for (const courier of couriers) courier.take(told);
  });
  return {
    takeScores: (scores) => events?.take(scores),
    stop: async () => {
      leave();
      await Promise.all([...couriers, ...(events === undefined ? [] : [events])].map((courier) => courier.stop()));
    },
  };
}

/** Secrets are read anew for each export: a file's may have been changed. */
function senderTo({
  url,
  headers,
  encoding,
}: NonNullable<Config["telemetry"]["traces"]>): (request: unknown) => Promise<number> {
  return otlpSender(
    () => ({
      url: readPlain(url, processSecrets),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, readPlain(value, processSecrets)]),
      ),
    }),
    encoding,
  );
}
