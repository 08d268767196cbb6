import { webhookSender } from "../adapters/http/webhook-sender.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { type AlertChannel, AlertDesk } from "../control/alert-desk.ts";
import { READ_LIMITS } from "../control/api.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Leadership } from "../control/leadership.ts";
import { declaredMonitor } from "../control/declared-monitors.ts";
import { QualityService } from "../control/quality-service.ts";
import { unitsOf } from "../control/units.ts";
import { systemAfter, systemClock } from "../core/clock.ts";
import type { ExchangeStore } from "../exchange/store.ts";

/** What watching quality takes. */
export interface QualityParts {
  readonly config: Config;
  readonly control: ControlStore;
  readonly exchanges: ExchangeStore;
  readonly leadership: Leadership;
  readonly say: (what: string, error?: unknown) => void;
}

/** Makes what watches the signals that the configuration names, and what tells of their alerts. */
export function qualityOf({ config, control, exchanges, leadership, say }: QualityParts): {
  readonly desk: AlertDesk;
  readonly quality: QualityService;
} {
  const desk = new AlertDesk({
    store: control,
    clock: systemClock,
    channels: new Map(Object.entries(config.alerts.channels).map(([name, channel]) => [name, channelOf(channel)])),
    rules: config.alerts.rules.map(({ name, match, to, group_by: groupBy, wait, repeat }) => ({
      name,
      match,
      to,
      groupBy,
      waitMs: wait,
      repeatMs: repeat,
    })),
    report: say,
  });
  const quality = new QualityService({
    store: control,
    leadership,
    desk,
    units: (question) =>
      unitsOf(
        question,
        { exchanges, scores: exchanges.scores, limits: READ_LIMITS },
        { kind: "all" },
        systemClock.now(),
      ),
    baseUrl: config.alerts.base_url,
    configured: Object.entries(config.monitors).flatMap(([name, document]) => {
      try {
        const of = { by: "configuration", baseUrl: config.alerts.base_url, now: systemClock.now() } as const;
        return [declaredMonitor(name, document, of)];
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        say(`monitors.${name} of the configuration is not watched: ${why}`);
        return [];
      }
    }),
    clock: systemClock,
    after: systemAfter,
    report: say,
  });
  return { desk, quality };
}

function channelOf(channel: Config["alerts"]["channels"][string]): AlertChannel {
  const { kind, url } = channel;
  const address = (): string => (/^(env|file):/.test(url) ? readSecret(url, processSecrets) : url);
  // Alertmanager is named by where it is, and takes alerts at a path of its own.
  const send = webhookSender(() =>
    kind === "alertmanager" ? `${address().replace(/\/+$/, "")}/api/v2/alerts` : address(),
  );
  return {
    kind,
    send,
    ...(channel.kind === "webhook" ? { secret: () => readSecret(channel.secret, processSecrets) } : {}),
  };
}
