import type { MonitorDocument } from "../config/quality-schema.ts";
import { BellwetherError } from "../core/error.ts";
import { nearest } from "../core/nearest.ts";
import type { ControlState } from "./control-store.ts";
import type { Declaration } from "./declared-monitors.ts";
import { PRE_ATTRIBUTES } from "./session-starts.ts";

/** What cohorts can be made of: what is known of a session when it begins, and of its score who gave it. */
const ATTRIBUTES: readonly string[] = [...PRE_ATTRIBUTES, "set", "evaluator"];

/** What there is beside a monitor that is to be declared. */
export interface Around {
  readonly surfaces: ReadonlySet<string>;
  /** Monitors that contracts declare. */
  readonly contracts: readonly Declaration[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The surfaces that have a contract. */
export function surfacesOf({ contracts }: Pick<ControlState, "contracts">): ReadonlySet<string> {
  return new Set(contracts.map(({ surface }) => surface));
}

/**
 * Refuses what the API is asked to watch and that would watch nothing, or not what it says.
 *
 * @throws {BellwetherError} `query_invalid`, and `change_conflict` where a contract has the name for something else.
 */
export function refuseMonitor(name: string, document: MonitorDocument, { surfaces, contracts, now }: Around): void {
  const { surface, signal, by, given, baseline, where } = document;
  if (!surfaces.has(surface))
    throw new BellwetherError(
      "query_invalid",
      `surface: there is no ${surface}${hint(surface, [...surfaces])}; register a contract of it first`,
    );
  for (const [key, names] of [
    ["by", by],
    ["given", given],
  ] as const)
    for (const attribute of names)
      if (!ATTRIBUTES.includes(attribute))
        throw new BellwetherError(
          "query_invalid",
          `${key}: sessions have no attribute ${attribute}${hint(attribute, ATTRIBUTES)}; they have ${ATTRIBUTES.join(", ")}`,
        );
  if (baseline !== undefined && baseline.until > now)
    throw new BellwetherError(
      "query_invalid",
      "baseline: until is still to come: a baseline is a time that is over; leave it out to learn from the first sessions",
    );
  const held = contracts.find(({ monitor }) => monitor.monitor === name)?.monitor;
  if (held === undefined) return;
  const watched = held.question.definition.name;
  if (held.surface !== surface || watched !== signal)
    throw new BellwetherError(
      "change_conflict",
      `the contract of ${held.surface} declares the monitor ${name}, of its signal ${watched}: take another name for ${signal} of ${surface}`,
    );
  if (where !== undefined)
    throw new BellwetherError(
      "change_conflict",
      `the contract of ${held.surface} declares the monitor ${name}, of all its sessions: leave \`where\` out to take its place, or take another name to watch a part of them beside it`,
    );
}

function hint(written: string, known: readonly string[]): string {
  const meant = nearest(written, known);
  return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
