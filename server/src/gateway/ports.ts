import type { UpstreamConfig } from "../config/config.ts";
import type { After, Clock } from "../core/clock.ts";
import type { Turn } from "../core/turn.ts";
import type { Spool } from "../exchange/spool/spool.ts";
import type { TrafficRequest } from "../exchange/traffic/traffic.ts";
import type { ElementMemo } from "../wire/json/element-memo.ts";
import type { KnownBeginnings } from "../wire/json/known-beginnings.ts";
import type { AnswerOwners } from "./answer-owners.ts";
import type { BehaviourPorts } from "./behaviour.ts";
import type { EffortNorms } from "../session/invariants/effort-norms.ts";
import type { LiveEvaluation } from "./live-evaluation.ts";
import type { Sessions } from "./sessions.ts";
import type { SilenceWatch } from "./silence.ts";
import type { Snapshot } from "./snapshot.ts";
import type { RequestSigner, UpstreamClient } from "./upstream.ts";

/** What the gateway is configured to do. */
export interface GatewaySettings {
  readonly node: string;
  readonly upstreams: readonly UpstreamConfig[];
  /** Bytes. */
  readonly bodyLimit: number;
  readonly unknownPaths: "refuse" | "pass_and_record";
  /** Tries after the first for a request that never reached its upstream, and the wait before each in milliseconds. */
  readonly retries: { readonly attempts: number; readonly backoff: number };
  readonly snapshotMaxAgeMs: number;
}

/** Counts what happens; read by `/metrics` and by `doctor`. */
export interface GatewayCounters {
  requests: number;
  refused: number;
  unrecorded: number;
  inFlight: number;
}

/** Everything that the gateway needs of the world. */
export interface GatewayPorts {
  readonly settings: GatewaySettings;
  readonly clock: Clock;
  readonly newId: () => string;
  /** What to serve from now; undefined before the first has come. */
  readonly snapshot: () => Snapshot | undefined;
  readonly spool: Spool;
  readonly upstream: UpstreamClient;
  readonly sign: RequestSigner;
  readonly sessions: Sessions;
  readonly owners: AnswerOwners;
  readonly silence: SilenceWatch;
  /** Gives up on request bodies that take too long. */
  readonly arrivals: SilenceWatch;
  /** What is remembered of elements of a tenant's requests. */
  readonly memo: (tenant: string) => ElementMemo;
  /** How long requests begin, so that what comes again is not read again. */
  readonly beginnings: KnownBeginnings;
  /** Reads a secret by its reference, anew each time. */
  readonly secret: (reference: string) => string;
  readonly sleep: (ms: number) => Promise<void>;
  readonly after: After;
  /** Lets requests that come in together go on together. */
  readonly turn: Turn;
  /** Judges answers when they are over; undefined where nobody is to. */
  readonly evaluation?: Pick<LiveEvaluation, "wants" | "take">;
  /** How much models reason at each effort; absent where that is not learnt. */
  readonly norms?: EffortNorms;
  /** Reads what exchanges do, for signals that need no judge; absent where nobody wants them. */
  readonly behaviour?: BehaviourPorts;
  /** Keeps requests as they came; undefined where nobody asked for it. */
  readonly capture?: (request: TrafficRequest) => void;
  /** Tells an operator of something unexpected; never a secret, never content. */
  readonly report: (what: string, error: unknown) => void;
  readonly counters: GatewayCounters;
}
