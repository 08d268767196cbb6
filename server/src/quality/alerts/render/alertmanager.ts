import type { Message } from "../alert-book.ts";

/** Alertmanager lets an alert go that nobody renews: longer than the longest repeat would be. */
const EXPIRES_MS = 25 * 3_600_000;

/** A message as Alertmanager's `POST /api/v2/alerts` takes it. It groups and silences by itself, too. */
export function alertmanagerBody({ alerts }: Message, now: number): string {
  return JSON.stringify(
    alerts.map(({ alert, openedAt, resolvedAt }) => ({
      labels: { alertname: "BellwetherQuality", fingerprint: alert.fingerprint, ...alert.labels },
      annotations: {
        summary: alert.summary,
        description: alert.facts.map(([name, text]) => `${name}: ${text}`).join("\n"),
        command: alert.command,
      },
      startsAt: new Date(Math.min(alert.since, openedAt)).toISOString(),
      endsAt: new Date(resolvedAt ?? now + EXPIRES_MS).toISOString(),
      ...(/^https?:/.test(alert.evidence) ? { generatorURL: alert.evidence } : {}),
    })),
  );
}
