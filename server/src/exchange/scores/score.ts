import { sha256Short } from "../../core/digest.ts";
import { canonicalJson } from "../../core/jcs.ts";

/** What a score is of. */
export const TARGET_KINDS = ["exchange", "session", "unit"] as const;

/** One of the things that a score can be of. */
export type TargetKind = (typeof TARGET_KINDS)[number];

/** One exchange, one session of a tenant, or one unit that a product names (`bellwether-unit`). */
export interface ScoreTarget {
  readonly kind: TargetKind;
  readonly id: string;
}

/**
 * Who or what judged. All five are part of a stream's key: scores of two judges, or of one judge
 * with another rubric, are two streams. What does not apply is empty.
 */
export interface Evaluator {
  readonly id: string;
  readonly version: string;
  /** The judge's model. */
  readonly model: string;
  /** `sha256:...` of the judge's rubric. */
  readonly rubricDigest: string;
  /** `sha256:...` of the judge's prompt. */
  readonly promptDigest: string;
}

/** The evaluator of what end users say by a token; nobody else may be it. */
export const END_USER = "end-user";

/** One judgement as it is kept. */
export interface Score {
  /** By which it is known again: made of its tenant and of its idempotency key, or of its content. */
  readonly id: string;
  /** Digest of what the caller said; the same id with another one is another score under a used key. */
  readonly content: string;
  /** Of scores with one id the one with the highest rank stands. */
  readonly rank: number;
  readonly tenant: string;
  /** Id of the key that sent it, or that made the token it came by. */
  readonly key: string;
  readonly target: ScoreTarget;
  readonly signal: string;
  readonly value: number;
  /** Whether it came as true or false: then the value is 1 or 0. */
  readonly boolean: boolean;
  readonly evaluator: Evaluator;
  /** Digest of what was judged, where the evaluator says; empty where not. */
  readonly outputDigest: string;
  /** The caller's own key for this score; empty where it gave none. */
  readonly idempotencyKey: string;
  /** When it was judged, milliseconds since the epoch. */
  readonly at: number;
  /** When it was accepted, milliseconds since the epoch. */
  readonly receivedAt: number;
}

/** What a caller says in a score. */
export type ScoreContent = Pick<Score, "target" | "signal" | "value" | "boolean" | "evaluator" | "outputDigest"> & {
  /** Left out where the caller did not say when: a retry under a key is then still the same score. */
  readonly at?: number;
};

/** The digest of what a caller says, 128 bits in hex. */
export function contentDigest(content: ScoreContent): string {
  const { target, signal, value, boolean, evaluator, outputDigest, at } = content;
  return sha256Short(canonicalJson({ target, signal, value, boolean, evaluator, outputDigest, at }));
}

/**
 * The id of a score, 128 bits in hex: by its idempotency key inside its tenant. Without one, what
 * is said is its own key.
 */
export function scoreId(tenant: string, idempotencyKey: string, content: string): string {
  return idempotencyKey === ""
    ? sha256Short(`content\0${tenant}\0${content}`)
    : sha256Short(`key\0${tenant}\0${idempotencyKey}`);
}

/** The id of an end user's vote: there is one for a session and a signal. */
export function voteId(tenant: string, session: string, signal: string): string {
  return sha256Short(`vote\0${tenant}\0${session}\0${signal}`);
}

/** Rank of a score of which the first stands: what came under its id later changes nothing. */
export function rankOfFirst(receivedAt: number): number {
  return Number.MAX_SAFE_INTEGER - receivedAt;
}
