import type { DiffFinding } from "../../contract/diff/diff.ts";
import type { BrokenInvariant } from "./breaches.ts";
import type { RolledBack } from "./comparison.ts";
import type { Prices } from "./price.ts";
import type { Resolved } from "./resolved.ts";
import type { Series } from "./series.ts";
import type { Alarm, WatchResult } from "./watch.ts";

/** What conformance says of a soak session: each departure, where it began. */
export interface SoakDeparture {
  readonly id: string;
  readonly role: string;
  readonly audience: string | undefined;
  readonly requests: number;
  /** The first request, from 1, of the audience's soak session. */
  readonly request: number;
  readonly message: string;
}

/** What a build was found to do: in a soak session, and in the traffic of its time. */
export interface BuildFindings {
  readonly soak: readonly SoakDeparture[];
  readonly broken: readonly BrokenInvariant[];
  /** Monitors that raised an alarm, the one that took the fewest sessions first. */
  readonly alarms: readonly Alarm[];
  /** What a comparison of two arms decided, had half of the sessions had the change; undefined where it decided nothing. */
  readonly compared: RolledBack | undefined;
  /** Of each group of sessions the mean of `resolved`. */
  readonly resolved: Readonly<Record<string, Resolved>>;
  /** Beside the same sessions without a change; undefined for these themselves. */
  readonly price: Prices | undefined;
}

/** One change, and what would have been known of it. */
export interface ChangeReport {
  readonly name: string;
  readonly what: string;
  readonly from: string;
  readonly until: string;
  readonly sessions: number;
  readonly idleSessions: number;
  readonly diff: readonly Pick<DiffFinding, "rule" | "severity" | "bump" | "audiences" | "path" | "message">[];
  readonly built: BuildFindings;
  /** The build that was meant; undefined where that is the one that shipped. */
  readonly intended: BuildFindings | undefined;
  /** The same sessions without the change. */
  readonly without: BuildFindings;
  /** Signals of the build that shipped of which no monitor raised an alarm. */
  readonly silent: readonly string[];
  readonly watched: readonly Pick<WatchResult, "signal" | "view" | "sessions">[];
  readonly series: readonly Series[];
}

/** What one build of the catalogue was caught by, and where. */
export interface CatalogueRow {
  readonly build: string;
  readonly healthy: boolean;
  /** Requests of its soak session. */
  readonly requests: number;
  /** Each invariant that it broke: at which request first, and at how many. */
  readonly caught: readonly {
    readonly by: string;
    readonly request: number;
    readonly turn: number;
    readonly turnAfterGap: number | undefined;
    readonly requests: number;
  }[];
}

/** All that a replay has to say. */
export interface ReplayReport {
  readonly replay: string;
  readonly seed: string;
  readonly per_day: number;
  readonly run_length: number;
  readonly baseline: { readonly from: string; readonly until: string; readonly sessions: number };
  readonly played: { readonly sessions: number; readonly requests: number };
  readonly changes: readonly ChangeReport[];
  readonly catalogue: readonly CatalogueRow[];
}
