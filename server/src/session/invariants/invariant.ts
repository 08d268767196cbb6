import type { ViolationId } from "../../contract/violations.ts";
import type { Spawned } from "../spawned.ts";
import type { Usual } from "./effort-norms.ts";

/** An invariant that was broken: what was compared, and where it began. */
export interface Breach {
  readonly id: ViolationId;
  /** For people and records; it holds no content. */
  readonly message: string;
  readonly before?: string | number;
  readonly now?: string | number;
  /** The exchange in which it began: this one, or an earlier one since which it has held on. */
  readonly began: string;
}

/** What an invariant says where it is broken. */
export type Broken = Omit<Breach, "id" | "began"> & {
  /** Left out where it is told from what earlier exchanges said. */
  readonly began?: string;
};

/** What a session's invariants go by, beside what its thread remembers: plain data, which travels between workers. */
export interface Promises {
  /** Reasoning that was returned has to come back: the contract says so, or the client is one that always does. */
  readonly reasoning: boolean;
  /** The contract has context cleared on every turn, gap or not. */
  readonly clears: boolean;
  /** After so long without an exchange the contract's clearing holds; milliseconds. */
  readonly gapMs: number;
  /** What the contract says of them, which goes before what a call asks of a sub-agent. */
  readonly model?: string;
  readonly effort?: string;
}

/** What is remembered of the requests of one system prompt: a router and an executor of one thread have two. */
export interface Spoken {
  /** Digest of the system prompt, what is volatile of it masked. */
  readonly system: string;
  /** When its last exchange ended, or began where it has not ended; milliseconds. */
  readonly at: number;
  /** The tools of its last request in this part of the session that had some, as `toolList` writes them. */
  readonly tools?: string;
  /** The context edits of its last request. */
  readonly edits?: string;
  /** The version of the client that made it. */
  readonly version?: string;
  /** The clearing of context that began after its last long gap. */
  readonly cleared?: { readonly exchange: string; readonly turn: number; readonly edits: string };
}

/** What a thread remembers for its invariants, digests and numbers alone. */
export interface Watch {
  /** By system prompt, the latest first. */
  readonly voices: readonly Spoken[];
  /** How the last request asked its model to think. */
  readonly thinking?: string;
  /** What the provider had in its cache when the last answer ended. */
  readonly cache?: { readonly tokens: number; readonly at: number; readonly ttlMs: number };
  /** The last request's tokens as the provider counted them, and its bytes. */
  readonly size?: { readonly tokens: number; readonly bytes: number };
  /** The call that began this agent, where one did that named its model or its effort. */
  readonly spawned?: Spawned;
  /** Of what was broken at the last request: the exchange in which that began. */
  readonly began?: Readonly<Record<string, string>>;
}

/** A request as invariants see it. */
export interface RequestMoment {
  readonly watch: Watch;
  /** What is remembered of its own system prompt; undefined where nobody has spoken by it. */
  readonly spoken: Spoken | undefined;
  readonly exchange: string;
  readonly turn: number;
  /** Milliseconds since the last exchange of its system prompt, or of the thread where there was none. */
  readonly idleMs: number;
  /** Whether a part of the session begins here: then what held before need not hold on. */
  readonly begins: string | undefined;
  readonly reasoning: { readonly expected: number; readonly missing: number };
  /** Empty where none is named. */
  readonly model: string;
  readonly effort: string | undefined;
  readonly tools: string | undefined;
  readonly edits: string | undefined;
  /** The version of the client that makes it. */
  readonly version: string | undefined;
  /** Whether the messages go on from those before. */
  readonly prefixStable: boolean;
  readonly bytesChanged: boolean;
  /** The marks of what was taken away, one for each message that has one. */
  readonly truncated: readonly string[];
  readonly promises: Promises;
}

/** One thing that a healthy product's requests keep. */
export interface RequestInvariant {
  readonly id: ViolationId;
  /** What went wrong in the world, that this catches. */
  readonly incident: string;
  /** It can be told from a thread's first request too, before which there is nothing. */
  readonly atFirst?: true;
  /** @returns undefined where it holds, or where nobody can tell. */
  readonly check: (moment: RequestMoment) => Broken | undefined;
}

/** What an answer is held against. */
export interface Expected {
  /** Tokens that the provider should find in its cache; absent where none can be foretold. */
  readonly cached?: number;
  /** The request before, where this one goes on from it. */
  readonly size?: { readonly tokens: number; readonly bytes: number };
}

/** An answer as invariants see it. */
export interface AnswerMoment {
  readonly expected: Expected;
  readonly outcome: string;
  readonly complete: boolean;
  readonly usage:
    | {
        readonly input: number;
        readonly cacheRead: number;
        readonly cacheWrite5m: number;
        readonly cacheWrite1h: number;
      }
    | undefined;
  readonly requestBytes: number;
  /** The longest cache life that was asked for, and the one that was granted. */
  readonly ttl: { readonly asked: string | undefined; readonly granted: string | undefined };
  readonly called: readonly string[];
  /** Those of them whose arguments do not fit their schemas. */
  readonly unfit: readonly string[];
  readonly offered: readonly string[];
  /** What was asked for, and what the provider says that it went by, where it says so; undefined for nothing. */
  readonly echoed: readonly {
    readonly field: string;
    readonly asked: string | number;
    readonly served: string | number | undefined;
  }[];
  /** How much it reasoned, at which effort, and how usual that is; undefined where nobody counts or nothing was asked for. */
  readonly reasoned:
    | { readonly effort: string; readonly tokens: number; readonly usual: Usual | undefined }
    | undefined;
  /** Writing systems beside Latin, as bits; absent where the conversation is not seen whole. */
  readonly scripts: { readonly answer: number; readonly conversation: number } | undefined;
  /** The fallback that answered, the day after which it is stale, and today: `2026-12-31`. */
  readonly fallback: { readonly model: string; readonly sunset: string; readonly today: string } | undefined;
}

/** One thing that a healthy product's answers keep. */
export interface AnswerInvariant {
  readonly id: ViolationId;
  readonly incident: string;
  readonly check: (moment: AnswerMoment) => Broken | undefined;
}
