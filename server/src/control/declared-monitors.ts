import { z } from "zod";
import type { MonitorDocument } from "../config/quality-schema.ts";
import { parseDuration } from "../config/units.ts";
import { parseContract } from "../contract/load.ts";
import { BellwetherError } from "../core/error.ts";
import type { ControlState, StoredContract } from "./control-store.ts";
import type { Blessed, DeclaredMonitor } from "./quality-monitor.ts";
import { definitionAsked } from "./signal-asked.ts";
import { whereOf } from "./unit-routes.ts";

/** Who declared a monitor. */
export type DeclaredBy = "configuration" | "api" | "contract";

/** A monitor that is to run. */
export interface Declaration {
  readonly by: DeclaredBy;
  readonly monitor: DeclaredMonitor;
  /** The baseline that the declaration itself names. */
  readonly baseline?: Blessed;
  /** It watches those sessions alone that its own conditions choose. */
  readonly part?: true;
}

/** The channel whose contracts' budgets are watched: the one that users are on. */
const CHANNEL = "stable";
/** What is looked into where nobody says: what changes most often without anybody calling it a release. */
const USUAL_COHORTS = ["client_version", "audience", "journeys"];
const USUAL_PERIOD_MS = 30 * 86_400_000;
const USUAL_LEARN = 2_000;
const USUAL_RUN_LENGTH = 100_000;

/**
 * A monitor as the configuration or the API declares it.
 *
 * @param now milliseconds since the epoch, for times that conditions count from.
 * @throws {BellwetherError} `query_invalid` where a signal or its conditions are none.
 */
export function declaredMonitor(
  name: string,
  document: MonitorDocument,
  { by, baseUrl, now }: { readonly by: DeclaredBy; readonly baseUrl: string | undefined; readonly now: number },
): Declaration {
  const { surface, signal, better, range, log, aggregate, window, evaluator, synthetic, baseline, budget } = document;
  if (baseline !== undefined && baseline.since >= baseline.until)
    throw new BellwetherError("query_invalid", "baseline: since is not before until");
  const where = whereOf(document.where, { surface, tenant: undefined }, now);
  const words = { signal, better, range: range?.join(","), log: log?.join(","), aggregate, window };
  const monitor: DeclaredMonitor = {
    monitor: name,
    surface,
    severity: document.severity,
    channel: document.channel,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    question: {
      definition: definitionAsked(words, undefined, []),
      ...(evaluator === undefined ? {} : { evaluator }),
      ...(where === undefined ? {} : { where }),
      synthetic,
    },
    by: document.by,
    given: document.given,
    runLength: document.run_length,
    learn: document.learn,
    ...(budget === undefined ? {} : { budget: { periodMs: budget.period, drift: budget.drift } }),
  };
  return {
    by,
    monitor,
    ...(baseline === undefined ? {} : { baseline }),
    ...(document.where === undefined ? {} : { part: true }),
  };
}

/**
 * The monitors that contracts declare: each signal that the stable version of a surface has a budget for, measured as
 * that version says. What the SLA promises is no signal of sessions, and is not watched here.
 */
export function contractMonitors(state: ControlState, baseUrl: string | undefined): readonly Declaration[] {
  return state.channels
    .filter(({ channel }) => channel === CHANNEL)
    .flatMap(({ surface, version }) => {
      const stored = state.contracts.find((one) => one.surface === surface && one.version === version);
      return stored === undefined ? [] : monitorsOf(stored, baseUrl);
    });
}

function monitorsOf(stored: StoredContract, baseUrl: string | undefined): readonly Declaration[] {
  const { surface } = stored;
  const result = parseContract("(registered)", stored.document, () => undefined);
  if (!result.ok) return [];
  const { budgets = {}, signals = {} } = result.contract.base;
  return Object.entries(budgets).flatMap(([signal, { margin, per }]): Declaration[] => {
    if (signals[signal]?.source === "sla") return [];
    const where = whereOf(undefined, { surface, tenant: undefined }, 0);
    const periodMs = per === undefined ? USUAL_PERIOD_MS : (parseDuration(per) ?? USUAL_PERIOD_MS);
    const monitor: DeclaredMonitor = {
      monitor: `${surface}.${signal}`,
      surface,
      severity: "critical",
      channel: CHANNEL,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      question: {
        definition: definitionAsked({ signal }, surface, [stored]),
        ...(where === undefined ? {} : { where }),
        synthetic: false,
      },
      by: USUAL_COHORTS,
      given: [],
      runLength: USUAL_RUN_LENGTH,
      learn: USUAL_LEARN,
      ...(margin === undefined || margin === 0 ? {} : { budget: { periodMs, drift: margin } }),
    };
    return [{ by: "contract", monitor }];
  });
}

/**
 * Every monitor that is to run, by name. What an operator declares of all sessions goes before what a contract does;
 * what watches a part of them, or something else, stands beside it: where it has the contract's name, the contract's
 * monitor has another.
 */
export function monitorsToRun(declared: readonly Declaration[]): ReadonlyMap<string, Declaration> {
  const rank: Readonly<Record<DeclaredBy, number>> = { configuration: 0, api: 1, contract: 2 };
  const found = new Map<string, Declaration>();
  const watched = new Set<string>();
  for (const one of declared.toSorted((a, b) => rank[a.by] - rank[b.by])) {
    const { monitor, surface, question } = one.monitor;
    const what = `${surface}\0${question.definition.name}`;
    if (one.by === "contract") {
      const name = found.has(monitor) ? `${monitor}.contract` : monitor;
      if (!watched.has(what) && !found.has(name))
        found.set(name, { ...one, monitor: { ...one.monitor, monitor: name } });
      continue;
    }
    if (found.has(monitor)) continue;
    found.set(monitor, one);
    if (one.part !== true) watched.add(what);
  }
  return found;
}

const blessedSchema = z.object({ since: z.number(), until: z.number() });

/** The time that an entry of the log blessed. */
export function blessedIn(detail: string): Blessed {
  return blessedSchema.parse(JSON.parse(detail));
}
