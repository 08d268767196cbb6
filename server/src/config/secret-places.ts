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

/** Where traces are brought, the paths of secrets from the configuration's folder on. */
export function tracesAt(
  traces: ConfigDocument["telemetry"]["traces"],
  root: string,
): Pick<ConfigDocument["telemetry"], "traces"> {
  if (traces === undefined) return {};
  const headers = Object.entries(traces.headers).map(([name, value]) => [name, secretAt(value, root)]);
  return { traces: { url: secretAt(traces.url, root), headers: Object.fromEntries(headers) } };
}

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
