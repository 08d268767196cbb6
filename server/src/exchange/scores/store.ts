import type { Evaluator, Score, TargetKind } from "./score.ts";

/** Which scores a reader may see: an operator all, a key those that it sent. */
export type ScoreFence =
  | { readonly kind: "all" }
  | { readonly kind: "key"; readonly tenant: string; readonly key: string };

/** Which scores are asked for; what is not said does not matter. */
export interface ScoreQuestion {
  readonly tenant?: string;
  readonly target?: { readonly kind: TargetKind; readonly id: string };
  readonly signal?: string;
  readonly evaluator?: string;
  /** Judged at or after, and before; milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Behind this one, in the order of the answer. */
  readonly after?: { readonly at: number; readonly id: string };
}

/** Bounds of one read. */
export interface ScoreLimits {
  readonly rows: number;
  /** Seconds of work in the engine. */
  readonly seconds: number;
}

/** Scores of an answer, the newest first. */
export interface FoundScores {
  readonly scores: readonly Score[];
  /** True when a limit cut the answer short. */
  readonly truncated: boolean;
}

/** What is known of an exchange that a score may be of. */
export interface ScoredExchange {
  readonly exchange: string;
  readonly tenant: string;
  readonly session: string;
  readonly erased: boolean;
}

/** A session of a tenant. */
export interface SessionName {
  readonly tenant: string;
  readonly session: string;
}

/** A score that counts for a session: its own, or one of an exchange of it. */
export interface SessionScore extends SessionName {
  readonly id: string;
  readonly value: number;
  readonly at: number;
  readonly evaluator: Evaluator;
}

/** Scores of some sessions are asked for. */
export interface SessionScoreQuestion {
  readonly sessions: readonly SessionName[];
  readonly signal: string;
  /** Judged at or after, and before; milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
}

/**
 * The scores, beside the records of the exchanges that they are of. `add` may be repeated: what is
 * stored under one id is one score. An erase and an expiry of the exchange store reach them too.
 *
 * Every adapter passes `store-suite.ts`. All methods throw a BellwetherError `store_unreachable`
 * when the engine cannot be reached.
 */
export interface ScoreStore {
  /** The content digests of the scores that stand under these ids, by id. */
  known(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Stores scores, of any tenants. Of those with one id the one with the highest rank stands. */
  add(scores: readonly Score[]): Promise<void>;
  /** The scores that are asked for, the newest first. */
  list(question: ScoreQuestion, fence: ScoreFence, limits: ScoreLimits): Promise<FoundScores>;
  /** Which of these exchanges are stored, by id; whatever tenant they are of. */
  exchanges(ids: readonly string[]): Promise<ReadonlyMap<string, ScoredExchange>>;
  /** Which of these sessions have a stored exchange. */
  sessions(names: readonly SessionName[]): Promise<readonly SessionName[]>;
  /** What counts for sessions: their own scores, and those of their exchanges. In the order of time. */
  ofSessions(question: SessionScoreQuestion): Promise<readonly SessionScore[]>;
}
