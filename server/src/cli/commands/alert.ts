import { buildCommand, buildRouteMap } from "@stricli/core";
import { parseDuration } from "../../config/units.ts";
import { plainLine } from "../../core/plain-text.ts";
import { grouped, labelled, momentText, points } from "../../quality/detection/figures.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { apiFlags, type ApiFlags } from "../flags.ts";

interface ShownAlert {
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly severity: string;
  readonly summary: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly opened_at: string;
  readonly resolved_at: string | null;
  readonly command: string;
  readonly told: Readonly<Record<string, string>>;
}

interface Alerts {
  readonly alerts: readonly ShownAlert[];
  readonly channels_in_trouble: Readonly<Record<string, string>>;
}

const list = buildCommand<ApiFlags & { readonly all: boolean }, [], CliContext>({
  docs: {
    brief: "List alerts that are open, and what to do about each",
    fullDescription: `List alerts that are open: what moved, since when, whose change it is, who was told, and the command that acts on it.

Examples
  bellwether alert list
  bellwether alert list --all --json

Exit codes: 0 none is open, 1 some are, 3 it could not be told.`,
  },
  parameters: { flags: { ...apiFlags, all: { kind: "boolean", default: false, brief: "Those that are over, too" } } },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const path = `/api/v1/alerts${flags.all ? "" : "?open=true"}`;
      const found = (await apiClient(flags, this.colour).call("GET", path)) as Alerts;
      this.process.stdout.write(flags.json ? `${JSON.stringify(found)}\n` : rendered(found));
      return found.alerts.some(({ status }) => status === "firing") ? EXIT.fail : EXIT.pass;
    });
  },
});

function rendered({ alerts, channels_in_trouble: troubles }: Alerts): string {
  const away = Object.entries(troubles).map(([channel, why]) =>
    plainLine(`the channel ${channel} cannot be told: ${why}`),
  );
  const texts = alerts.map(
    ({ status, severity, summary, facts, opened_at: opened, resolved_at: resolved, told, command }) =>
      `${plainLine(`${status === "firing" ? severity.toUpperCase() : "resolved"}  ${summary}`)}\n${labelled([
        ...Object.entries(facts),
        ["opened", resolved === null ? opened : `${opened}, over ${resolved}`],
        ["told", Object.keys(told).join(", ") || "nobody: no rule matches, it waits for its group, or it is silenced"],
        ["act", command],
      ])}`,
  );
  return `${texts.length === 0 ? "no alert is open\n" : texts.join("\n")}${away.map((line) => `\n${line}\n`).join("")}`;
}

interface ShownMonitor {
  readonly monitor: string;
  readonly surface: string;
  readonly signal: string;
  readonly declared_by: string;
  readonly state: "learning" | "watching";
  readonly baseline?: { readonly since: number; readonly until: number };
  readonly baseline_units: number;
  readonly units: number;
  readonly missing: number;
  readonly open: boolean;
  readonly nearest?: { readonly cohort: string; readonly evidence: number };
  readonly trouble?: string;
  readonly budget?: { readonly drift: number; readonly left: number; readonly burn: number };
}

const monitors = buildCommand<ApiFlags, [], CliContext>({
  docs: {
    brief: "Show how the declared monitors stand",
    fullDescription: `Show how the monitors stand that the configuration, the API and stable contracts declare: what they learnt, how many sessions they have held against it, how near they are to an alarm, and what is left of their budgets.

Example
  bellwether alert monitors`,
  },
  parameters: { flags: apiFlags },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const found = (await apiClient(flags, this.colour).call("GET", "/api/v1/monitors")) as {
        readonly monitors: readonly ShownMonitor[];
      };
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify(found)}\n`
          : found.monitors.map(monitorText).join("\n") || "no monitor is declared\n",
      );
      return EXIT.pass;
    });
  },
});

function monitorText(one: ShownMonitor): string {
  const { baseline, nearest, budget } = one;
  const rows: (readonly [string, string])[] = [
    [
      "baseline",
      baseline === undefined
        ? `${grouped(one.baseline_units)} sessions so far`
        : `${grouped(one.baseline_units)} sessions, ${momentText(baseline.since)} to ${momentText(baseline.until)}`,
    ],
    ["since", `${grouped(one.units)} sessions, and ${grouped(one.missing)} without a value`],
  ];
  if (nearest !== undefined && !one.open)
    rows.push(["nearest", `${nearest.cohort}, ${(100 * nearest.evidence).toPrecision(2)} % of what raises an alarm`]);
  if (budget !== undefined)
    rows.push([
      "budget",
      `${points(budget.left)} of ${points(budget.drift)} left, burning at ${budget.burn.toPrecision(2)}`,
    ]);
  if (one.declared_by !== "configuration")
    rows.push(["declared", `by the ${one.declared_by === "api" ? "API" : one.declared_by}`]);
  if (one.trouble !== undefined) rows.push(["trouble", one.trouble]);
  const state = one.state === "learning" ? "learning" : one.open ? "ALARM" : "as its baseline";
  return `${plainLine(`${one.monitor}: ${one.signal} of ${one.surface}, ${state}`)}\n${labelled(rows)}`;
}

const test = buildCommand<ApiFlags, [string], CliContext>({
  docs: {
    brief: "Send a test to a channel",
    fullDescription:
      "Send a test to a channel of the configuration, and say whether it arrived.\n\nExample\n  bellwether alert test ops",
  },
  parameters: {
    flags: apiFlags,
    positional: { kind: "tuple", parameters: [{ brief: "The channel", parse: String, placeholder: "CHANNEL" }] },
  },
  async func(flags, channel) {
    await guarded(this, flags.json, async () => {
      const response = (await apiClient(flags, this.colour).call("POST", "/api/v1/alerts/test", { channel })) as object;
      this.process.stdout.write(
        flags.json ? `${JSON.stringify(response)}\n` : plainLine(`${channel} took the test`) + "\n",
      );
      return EXIT.pass;
    });
  },
});

const silence = buildCommand<
  ApiFlags & { readonly match: string; readonly for: string; readonly reason: string },
  [],
  CliContext
>({
  docs: {
    brief: "Hold alerts back for a while",
    fullDescription: `Hold alerts back that match, for a while and for a reason; both are in the audit log. What is open afterwards is told.

Example
  bellwether alert silence --match surface=search,severity=note --for 2h --reason "load test"`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      match: { kind: "parsed", parse: String, brief: "Labels that have to be there", placeholder: "LABEL=VALUE,..." },
      for: { kind: "parsed", parse: String, brief: "How long, such as 2h", placeholder: "DURATION" },
      reason: { kind: "parsed", parse: String, brief: "Why", placeholder: "TEXT" },
    },
  },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const time = parseDuration(flags.for);
      if (time === undefined || time <= 0 || time > MOST_SILENCE_MS)
        throw usageError(
          `--for ${JSON.stringify(flags.for)}: a duration such as 30m, 2h or 7d is expected, at most 90d`,
        );
      const pairs = flags.match.split(",").map((pair) => pair.split("="));
      if (pairs.some((pair) => pair.length !== 2 || pair.includes("")))
        throw usageError(
          `--match ${JSON.stringify(flags.match)}: labels such as surface=search,severity=note are expected`,
        );
      const made = (await apiClient(flags, this.colour).call("POST", "/api/v1/silences", {
        match: matchOf(pairs),
        until: new Date(Date.now() + time).toISOString(),
        reason: flags.reason,
      })) as { readonly id: string; readonly until: string };
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify(made)}\n`
          : `silenced until ${made.until}; \`bellwether alert unsilence ${made.id}\` ends it\n`,
      );
      return EXIT.pass;
    });
  },
});

/** Nobody knows any more, after so long, what was held back. */
const MOST_SILENCE_MS = 90 * 86_400_000;

/** @throws {BellwetherError} `usage` where a label is said twice. */
function matchOf(pairs: readonly (readonly string[])[]): Readonly<Record<string, string>> {
  const names = pairs.map(([name = ""]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw usageError(`--match says ${JSON.stringify(twice)} twice: an alert has each label once`);
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, value]));
}

const silences = buildCommand<ApiFlags, [], CliContext>({
  docs: {
    brief: "List the silences that hold",
    fullDescription:
      "List the silences that hold, with who asked for them and why.\n\nExample\n  bellwether alert silences",
  },
  parameters: { flags: apiFlags },
  async func(flags) {
    await guarded(this, flags.json, async () => {
      const found = (await apiClient(flags, this.colour).call("GET", "/api/v1/silences")) as {
        readonly silences: readonly {
          readonly id: string;
          readonly match: Readonly<Record<string, string>>;
          readonly until: string;
          readonly by: string;
          readonly reason: string;
        }[];
      };
      const lines = found.silences.map(({ id, match, until, by, reason }) => {
        const labels = Object.entries(match).map(([name, value]) => `${name}=${value}`);
        return plainLine(`${id}  ${labels.join(",")}  until ${until}, by ${by}: ${reason}`);
      });
      this.process.stdout.write(
        flags.json ? `${JSON.stringify(found)}\n` : `${lines.join("\n") || "no alert is held back"}\n`,
      );
      return EXIT.pass;
    });
  },
});

const unsilence = buildCommand<ApiFlags, [string], CliContext>({
  docs: {
    brief: "End a silence",
    fullDescription:
      "End a silence before its time.\n\nExample\n  bellwether alert unsilence 01a20409-78b2-7000-b514-e714ce5c0b6d",
  },
  parameters: {
    flags: apiFlags,
    positional: { kind: "tuple", parameters: [{ brief: "Id of the silence", parse: String, placeholder: "ID" }] },
  },
  async func(flags, id) {
    await guarded(this, flags.json, async () => {
      const ended = await apiClient(flags, this.colour).call("DELETE", `/api/v1/silences/${encodeURIComponent(id)}`);
      this.process.stdout.write(flags.json ? `${JSON.stringify(ended)}\n` : "the silence is over\n");
      return EXIT.pass;
    });
  },
});

const bless = buildCommand<
  ApiFlags & { readonly since: string; readonly until: string; readonly reason: string },
  [string],
  CliContext
>({
  docs: {
    brief: "Take another time for a monitor's baseline",
    fullDescription: `Take the sessions of another time for a monitor's baseline, and begin anew with what came after it. Who did it, and why, is in the audit log; a baseline moves no other way.

Example
  bellwether alert bless resolved --since 2026-05-01 --until 2026-06-01 --reason "the new model was announced"`,
  },
  parameters: {
    flags: {
      ...apiFlags,
      since: { kind: "parsed", parse: String, brief: "Sessions that began at or after", placeholder: "TIME" },
      until: { kind: "parsed", parse: String, brief: "Sessions that began before", placeholder: "TIME" },
      reason: { kind: "parsed", parse: String, brief: "Why", placeholder: "TEXT" },
    },
    positional: { kind: "tuple", parameters: [{ brief: "The monitor", parse: String, placeholder: "MONITOR" }] },
  },
  async func(flags, monitor) {
    await guarded(this, flags.json, async () => {
      const { since, until, reason } = flags;
      const path = `/api/v1/monitors/${encodeURIComponent(monitor)}/bless`;
      const done = await apiClient(flags, this.colour).call("POST", path, { since, until, reason });
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify(done)}\n`
          : plainLine(`${monitor} is held against ${since} to ${until} from now on`) + "\n",
      );
      return EXIT.pass;
    });
  },
});

/** `bellwether alert`: what fell, who was told, and what it is held against. */
export const alertCommands = buildRouteMap({
  routes: { list, monitors, test, silence, silences, unsilence, bless },
  docs: { brief: "Show alerts and monitors, silence, test, and bless a baseline" },
});
