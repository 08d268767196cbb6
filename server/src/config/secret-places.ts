import { resolve } from "node:path";
import type { AlertsDocument } from "./quality-schema.ts";
import type { ConfigDocument } from "./schema.ts";

/** The reference of a secret, its file's path from the configuration's folder on. */
export function secretAt(reference: string, root: string): string {
  return reference.startsWith("file:") ? `file:${resolve(root, reference.slice("file:".length))}` : reference;
}

/** A webhook whose secrets are found from the configuration's folder on. */
export function webhookAt(webhook: { readonly url: string; readonly secret: string }, root: string): typeof webhook {
  return { url: secretAt(webhook.url, root), secret: secretAt(webhook.secret, root) };
}

/** Where telemetry is brought, the paths of secrets from the configuration's folder on. */
export function telemetryAt(telemetry: ConfigDocument["telemetry"], root: string): ConfigDocument["telemetry"] {
  const at = ({ url, headers, encoding }: Collector): Collector => ({
    encoding,
    url: secretAt(url, root),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secretAt(value, root)])),
  });
  const { traces, metrics, logs } = telemetry;
  return {
    ...telemetry,
    ...(traces === undefined ? {} : { traces: at(traces) }),
    ...(metrics === undefined ? {} : { metrics: at(metrics) }),
    ...(logs === undefined ? {} : { logs: at(logs) }),
  };
}

type Collector = NonNullable<ConfigDocument["telemetry"]["traces"]>;

/** Channels whose secrets are found from the configuration's folder on. */
export function channelsAt(channels: AlertsDocument["channels"], root: string): AlertsDocument["channels"] {
  return Object.fromEntries(
    Object.entries(channels).map(([name, channel]) => [
      name,
      channel.kind === "webhook"
        ? { ...channel, ...webhookAt(channel, root) }
        : { ...channel, url: secretAt(channel.url, root) },
    ]),
  );
}
