import { traceSender } from "../adapters/http/trace-sender.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readPlain } from "../config/secret.ts";
import type { RecordFeed } from "../control/feed.ts";
import { SpanCourier } from "../control/span-courier.ts";
import { systemAfter } from "../core/clock.ts";
import { VERSION } from "../core/version.ts";

/** Begins to bring spans of stored records to the collector that the configuration names; undefined where it names none. */
export function startTelemetry(
  { telemetry }: Pick<Config, "telemetry">,
  feed: RecordFeed,
  say: (what: string, error?: unknown) => void,
): { stop(): Promise<void> } | undefined {
  const { traces, synthetic } = telemetry;
  if (traces === undefined) return undefined;
  const courier = new SpanCourier({
    send: traceSender(() => ({
      url: readPlain(traces.url, processSecrets),
      headers: Object.fromEntries(
        Object.entries(traces.headers).map(([name, value]) => [name, readPlain(value, processSecrets)]),
      ),
    })),
    resource: { attributes: { "service.name": "bellwether", "service.version": VERSION }, version: VERSION },
    after: systemAfter,
    report: say,
  });
  const leave = feed.subscribe((records) =>
    courier.take(synthetic ? records : records.filter((one) => !one.synthetic)),
  );
  return {
    stop: () => {
      leave();
      return courier.stop();
    },
  };
}
