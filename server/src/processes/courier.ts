import { webhookSender } from "../adapters/http/webhook-sender.ts";
import type { Config } from "../config/config.ts";
import { processSecrets } from "../config/load.ts";
import { readPlain, readSecret } from "../config/secret.ts";
import type { ControlStore } from "../control/control-store.ts";
import type { Leadership } from "../control/leadership.ts";
import type { SnapshotService } from "../control/snapshots.ts";
import { WebhookCourier } from "../control/webhook-courier.ts";
import { systemAfter, systemClock } from "../core/clock.ts";

/** What bringing notices to the webhook takes. */
export interface CourierParts {
  readonly config: Config;
  readonly control: ControlStore;
  readonly leadership: Leadership;
  readonly snapshots: SnapshotService;
  readonly say: (what: string, error?: unknown) => void;
}

/** Where notices are brought, and what they are signed with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/**
 * The webhook that the configuration names, its secrets read anew.
 *
 * @returns undefined where it names none.
 * @throws {BellwetherError} `config_invalid` where a secret is missing.
 */
export function webhookTarget({ notices: { webhook } }: Pick<Config, "notices">): WebhookTarget | undefined {
  if (webhook === undefined) return undefined;
  const { url, secret } = webhook;
  return { url: readPlain(url, processSecrets), secret: readSecret(secret, processSecrets) };
}

/** Begins to bring notices to the webhook that the configuration names; undefined where it names none. */
export function startCourier({
  config,
  control,
  leadership,
  snapshots,
  say,
}: CourierParts): WebhookCourier | undefined {
  if (config.notices.webhook === undefined) return undefined;
  const { base_url: baseUrl } = config.notices;
  const target = (): WebhookTarget => webhookTarget(config) ?? { url: "", secret: "" };
  const courier = new WebhookCourier({
    store: control,
    leadership,
    send: webhookSender(() => target().url),
    secret: () => target().secret,
    clock: systemClock,
    after: systemAfter,
    report: say,
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
  courier.start();
  // Whoever made the change, a new snapshot says that there is one.
  snapshots.subscribe(() => courier.wake());
  return courier;
}
