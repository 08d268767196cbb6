import { type Context, Hono } from "hono";
import { z } from "zod";
import type { AlertLabel } from "../quality/alerts/alert.ts";
import type { BookedAlert, Silence } from "../quality/alerts/alert-book.ts";
import type { AlertDesk } from "./alert-desk.ts";
import { monitorName, monitorSchema } from "../config/quality-schema.ts";
import { BellwetherError } from "../core/error.ts";
import { checked, readJson } from "./api-body.ts";
import type { QualityService } from "./quality-service.ts";

/** What the routes answer from, and who is let in. */
export interface QualityRoutePorts {
  readonly quality: QualityService;
  readonly desk: AlertDesk;
  readonly newId: () => string;
  readonly now: () => number;
  /** The id of who may look. @throws {BellwetherError} */
  readonly operator: (context: Context) => string;
  /** The id of who may change. @throws {BellwetherError} */
  readonly admin: (context: Context) => string;
}

const LABELS = [
  "monitor",
  "surface",
  "signal",
  "kind",
  "severity",
  "cohort",
  "layer",
] as const satisfies readonly AlertLabel[];
const moment = z
  .string()
  .refine((text) => Number.isFinite(Date.parse(text)), "a date is expected, such as 2026-04-01T12:00:00Z")
  .transform((text) => Date.parse(text));
const reason = z.string().trim().min(1, "say why").max(2_000);
const blessSchema = z.strictObject({ since: moment, until: moment, reason });
const withdrawSchema = z.strictObject({ reason });
const silenceSchema = z.strictObject({
  match: z
    .partialRecord(z.enum(LABELS), z.string().min(1))
    .refine((match) => Object.keys(match).length > 0, "name a label: an empty one would hold back every alert"),
  until: moment.refine((until) => until < Date.UTC(2200, 0, 1), "a date within this century is expected"),
  reason,
});
const testSchema = z.strictObject({ channel: z.string() });

/** Routes of the monitors, their alerts, and what holds alerts back. */
export function qualityRoutes(ports: QualityRoutePorts): Hono {
  const { quality, desk } = ports;
  const app = new Hono();

  app.get("/monitors", (context) => {
    ports.operator(context);
    return context.json({ monitors: quality.status });
  });
  app.put("/monitors/:name", async (context) => {
    const actor = ports.admin(context);
    const name = checked(monitorName, context.req.param("name"));
    const written = await readJson(context);
    const changed = await quality.declare(name, checked(monitorSchema, written), written, actor);
    return context.json({ status: changed ? "declared" : "unchanged", monitor: name }, changed ? 201 : 200);
  });
  app.delete("/monitors/:name", async (context) => {
    const actor = ports.admin(context);
    const { reason: why } = checked(withdrawSchema, await readJson(context));
    await quality.withdraw(context.req.param("name"), why, actor);
    return context.json({ status: "withdrawn" });
  });
  app.get("/budgets", (context) => {
    ports.operator(context);
    const budgets = quality.status.flatMap(({ monitor, surface, signal, budget }) =>
      budget === undefined ? [] : [{ monitor, surface, signal, ...budget }],
    );
    return context.json({ budgets });
  });
  app.post("/monitors/:name/bless", async (context) => {
    const actor = ports.admin(context);
    const { since, until, reason: why } = checked(blessSchema, await readJson(context));
    await quality.bless(context.req.param("name"), { since, until }, why, actor);
    return context.json({ status: "blessed" });
  });

  app.get("/alerts", (context) => {
    ports.operator(context);
    const open = context.req.query("open") === "true";
    const alerts = desk.alerts.filter(({ resolvedAt }) => !open || resolvedAt === undefined).map(shownAlert);
    return context.json({ alerts, channels_in_trouble: desk.troubles });
  });
  app.post("/alerts/test", async (context) => {
    ports.operator(context);
    const { channel } = checked(testSchema, await readJson(context));
    const now = ports.now();
    const why = await desk.test(channel, {
      fingerprint: `test/${ports.newId()}`,
      labels: {
        monitor: "test",
        surface: "test",
        signal: "test",
        kind: "level",
        severity: "note",
        cohort: "all units",
        layer: "unknown",
      },
      summary: "This is a test: alerts of Bellwether reach you here",
      facts: [["what to do", "nothing"]],
      since: now,
      command: "bellwether doctor",
      evidence: "",
    });
    if (why === undefined) return context.json({ status: "sent" });
    const message = `the channel ${channel} did not take it: ${why}`;
    return context.json({ status: "failed", why, error: { code: "channel_unreachable", message } }, 502);
  });

  app.get("/silences", (context) => {
    ports.operator(context);
    return context.json({ silences: desk.silences.map(shownSilence) });
  });
  app.post("/silences", async (context) => {
    const by = ports.operator(context);
    const { match, until, reason: why } = checked(silenceSchema, await readJson(context));
    if (until <= ports.now())
      throw new BellwetherError(
        "query_invalid",
        `until: ${iso(until)} is past, and nothing would be held back: name a time that is still to come`,
      );
    const silence: Silence = { id: ports.newId(), match, until, by, reason: why };
    await desk.silence(silence, by);
    return context.json(shownSilence(silence), 201);
  });
  app.delete("/silences/:id", async (context) => {
    await desk.unsilence(context.req.param("id"), ports.operator(context));
    return context.json({ status: "ended" });
  });
  return app;
}

function shownAlert({ alert, openedAt, resolvedAt, told }: BookedAlert): object {
  return {
    fingerprint: alert.fingerprint,
    status: resolvedAt === undefined ? "firing" : "resolved",
    ...alert.labels,
    summary: alert.summary,
    facts: Object.fromEntries(alert.facts),
    since: iso(alert.since),
    opened_at: iso(openedAt),
    resolved_at: resolvedAt === undefined ? null : iso(resolvedAt),
    command: alert.command,
    evidence: alert.evidence,
    told: Object.fromEntries([...told].map(([rule, at]) => [rule, iso(at)])),
  };
}

function shownSilence({ until, ...silence }: Silence): object {
  return { ...silence, until: iso(until) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
