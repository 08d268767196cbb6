import type { Message } from "../alert-book.ts";

/** A message as the webhook gets it: everything that is known, as JSON. */
export function webhookBody({ rule, group, status, alerts }: Message): string {
  return JSON.stringify({
    type: `alert.${status}`,
    rule,
    group,
    alerts: alerts.map(({ alert, openedAt, resolvedAt }) => ({
      fingerprint: alert.fingerprint,
      status: resolvedAt === undefined ? "firing" : "resolved",
      ...alert.labels,
      summary: alert.summary,
      facts: Object.fromEntries(alert.facts),
      since: iso(alert.since),
      opened_at: iso(openedAt),
      ...(resolvedAt === undefined ? {} : { resolved_at: iso(resolvedAt) }),
      command: alert.command,
      evidence: alert.evidence,
    })),
  });
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
