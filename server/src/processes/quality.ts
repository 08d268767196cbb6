import { webhookSender } from "../adapters/http/webhook-sender.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readSecret } from "../config/secret.ts";
import { type AlertChannel, AlertDesk } from "../control/alert-desk.ts";
import { READ_LIMITS } from "../control/api.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Leadership } from "../control/leadership.ts";
import type { Blessed, DeclaredMonitor } from "../control/quality-monitor.ts";
import { QualityService } from "../control/quality-service.ts";
import { definitionAsked } from "../control/signal-asked.ts";
import { whereOf } from "../control/unit-routes.ts";
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
    monitors: Object.entries(config.monitors).flatMap(([name, declared]) => {
      try {
        return [monitorOf(name, declared, config)];
      } catch (error) {
        say(
          `monitors.${name} of the configuration is not watched: ${error instanceof Error ? error.message : String(error)}`,
        );
        return [];
      }
    }),
    named: new Map(
      Object.entries(config.monitors).flatMap(([name, { baseline }]): [string, Blessed][] =>
        baseline === undefined ? [] : [[name, baseline]],
      ),
    ),
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

/** @throws {BellwetherError} `query_invalid` where a signal or its conditions are none. */
function monitorOf(name: string, declared: Config["monitors"][string], config: Config): DeclaredMonitor {
  const {
    surface,
    signal,
    better,
    range,
    log,
    aggregate,
    window,
    where,
    evaluator,
    synthetic,
    run_length: runLength,
  } = declared;
  const conditions = whereOf(where, { surface, tenant: undefined }, systemClock.now());
  const baseUrl = config.alerts.base_url;
  return {
    monitor: name,
    surface,
    severity: declared.severity,
    channel: declared.channel,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    question: {
      definition: definitionAsked(
        { signal, better, range: range?.join(","), log: log?.join(","), aggregate, window },
        undefined,
        [],
      ),
      ...(evaluator === undefined ? {} : { evaluator }),
      ...(conditions === undefined ? {} : { where: conditions }),
      synthetic,
    },
    by: declared.by,
    given: declared.given,
    runLength,
    learn: declared.learn,
    ...(declared.budget === undefined
      ? {}
      : { budget: { periodMs: declared.budget.period, drift: declared.budget.drift } }),
  };
}
