import { describe, expect, test } from "bun:test";
import type { Message } from "../alert-book.ts";
import { alertmanagerBody } from "./alertmanager.ts";
import { slackBody } from "./slack.ts";
import { webhookBody } from "./webhook.ts";

const SINCE = Date.UTC(2026, 3, 8, 7);
const message: Message = {
  rule: "all to ops",
  group: "g",
  channel: "ops",
  status: "firing",
  alerts: Array.from({ length: 20 }, (_, index) => ({
    openedAt: SINCE + 3_600_000,
    alert: {
      fingerprint: `f${index}`,
      labels: {
        monitor: "m",
        surface: "s",
        signal: "x",
        kind: "level",
        severity: "critical",
        cohort: "plan=<free>",
        layer: "product",
      },
      summary: "s: x fell by 3.0 points in plan=<free> & others",
      facts: [["level", "0.80 to 0.77"]],
      since: SINCE,
      command: "bellwether contract channel set s@1.2.0 stable --why quality",
      evidence: "https://bellwether.example/api/v1/units?signal=x",
    },
  })),
};

describe("a message", () => {
  test("to a webhook says everything that is known, each alert for itself", () => {
    const body = JSON.parse(webhookBody(message));
    expect([body.type, body.alerts.length]).toEqual(["alert.firing", 20]);
    expect(body.alerts[0]).toEqual({
      fingerprint: "f0",
      status: "firing",
      ...message.alerts[0]?.alert.labels,
      summary: "s: x fell by 3.0 points in plan=<free> & others",
      facts: { level: "0.80 to 0.77" },
      since: "2026-04-08T07:00:00.000Z",
      opened_at: "2026-04-08T08:00:00.000Z",
      command: "bellwether contract channel set s@1.2.0 stable --why quality",
      evidence: "https://bellwether.example/api/v1/units?signal=x",
    });
  });

  test("to Slack is within its bounds, and nothing of it is taken for markup", () => {
    const body = JSON.parse(slackBody(message));
    expect(body.text).toContain("plan=&lt;free&gt; &amp; others (and 19 more)");
    expect(body.blocks.length).toBeLessThanOrEqual(50);
    for (const { text } of body.blocks) expect(text.text.length).toBeLessThanOrEqual(3_000);
    expect(body.blocks[1].text.text).toContain("`bellwether contract channel set s@1.2.0 stable --why quality`");
  });

  test("to Alertmanager begins when it began, and ends when it is over", () => {
    const now = SINCE + 7_200_000;
    const [open] = JSON.parse(alertmanagerBody(message, now));
    expect([open.startsAt, Date.parse(open.endsAt) > now]).toEqual(["2026-04-08T07:00:00.000Z", true]);
    const over = {
      ...message,
      status: "resolved",
      alerts: message.alerts.map((one) => ({ ...one, resolvedAt: now - 1 })),
    } as const;
    expect(Date.parse(JSON.parse(alertmanagerBody(over, now))[0].endsAt)).toBe(now - 1);
  });
});
