import type { Notice } from "../contract/notices/notice.ts";
import type { Opt } from "../contract/notices/terms.ts";
import type { KeyRecord } from "../gateway/key.ts";

/** A key as control keeps it, and what became of it. */
export interface StoredKey extends KeyRecord {
  /** Milliseconds. */
  readonly createdAt: number;
  readonly revokedAt?: number;
}

/** A version of a contract as it was registered. */
export interface StoredContract {
  readonly surface: string;
  readonly version: string;
  readonly digest: string;
  /** Prompts and schemas inlined, as JSON text. */
  readonly document: string;
  readonly registeredAt: number;
}

/** Where a channel points. */
export interface StoredChannel {
  readonly surface: string;
  readonly channel: string;
  readonly version: string;
}

/**
 * An order to erase, as it is remembered: it also holds for records that reach the store later.
 * Whom it is about is kept as keyed digests alone.
 */
export interface StoredErasure {
  readonly id: string;
  readonly kind: "tenant" | "user";
  /** Records received before, in milliseconds. */
  readonly before: number;
  readonly tenant: string;
  readonly sessions: readonly string[];
  /** The user's ids as skeletons show them. */
  readonly marks: readonly string[];
  /** When the store had done it, in milliseconds. */
  readonly doneAt?: number;
}

/** One change of what gateways serve from, and who made it. */
export interface AuditEntry {
  readonly at: number;
  /** Key id, or `bellwether` for what happens by itself. */
  readonly actor: string;
  /** `key.create`, `contract.register`, `channel.set`, ... */
  readonly action: string;
  readonly subject: string;
  /** JSON text. */
  readonly detail: string;
}

/** An entry of the audit log in its place (`audit-chain.ts`). */
export interface ChainedEntry extends AuditEntry {
  /** The revision that the change made, from 1 on. */
  readonly number: number;
  /** The digest of the entry before it. */
  readonly previous: string;
  /** sha256 over the number, the digest before it and all that the entry says. */
  readonly digest: string;
}

/** The newest result of a gate for one digest. */
export interface StoredGateResult {
  /** Of the contract that was tested. */
  readonly digest: string;
  /** As the contract names it. */
  readonly gate: string;
  readonly verdict: GateVerdict;
  /** Milliseconds. */
  readonly at: number;
  /** Where the run can be looked at; empty where nobody said. */
  readonly run: string;
}

/** What a tenant chose of a notice; the newest counts. */
export interface StoredChoice {
  readonly tenant: string;
  /** The notice's id. */
  readonly notice: string;
  readonly choice: Opt;
  /** Milliseconds. */
  readonly at: number;
}

/** A notice that is owed to the webhook, and what became of it. */
export interface StoredDelivery {
  readonly notice: string;
  /** Since when, in milliseconds. */
  readonly owedAt: number;
  readonly doneAt?: number;
  readonly outcome?: DeliveryOutcome;
}

/** How a delivery ended. */
export type DeliveryOutcome = "delivered" | "given_up";

/** What a gate says of a version. */
export const GATE_VERDICTS = ["pass", "fail", "inconclusive"] as const;

/** One of the verdicts. */
export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** Everything that gateways serve from, at one revision. */
export interface ControlState {
  readonly revision: number;
  readonly keys: readonly StoredKey[];
  readonly contracts: readonly StoredContract[];
  readonly channels: readonly StoredChannel[];
  /** The newest of each digest and gate. */
  readonly gateResults: readonly StoredGateResult[];
  /** Oldest first. */
  readonly notices: readonly Notice[];
  /** The newest of each tenant and notice. */
  readonly choices: readonly StoredChoice[];
}

/** Changes that belong together: all happen with their audit entry and a new revision, or none. */
export interface ControlChange {
  readonly audit: AuditEntry;
  /** The revision that the change was decided from: where another has come since, nothing is changed. */
  readonly expects?: number;
  readonly insertKeys?: readonly StoredKey[];
  /** Milliseconds at which keys end; a revoked key ends now. */
  readonly endKeys?: readonly { readonly id: string; readonly expiresAt?: number; readonly revokedAt?: number }[];
  readonly insertContracts?: readonly StoredContract[];
  readonly setChannels?: readonly StoredChannel[];
  /** Each takes the place of an older one of its digest and gate. */
  readonly setGateResults?: readonly StoredGateResult[];
  readonly insertNotices?: readonly Notice[];
  /** Each takes the place of an older one of its tenant and notice. */
  readonly setChoices?: readonly StoredChoice[];
  readonly insertDeliveries?: readonly StoredDelivery[];
  readonly finishDeliveries?: readonly {
    readonly notice: string;
    readonly doneAt: number;
    readonly outcome: DeliveryOutcome;
  }[];
  readonly insertErasures?: readonly StoredErasure[];
  readonly finishErasures?: readonly { readonly id: string; readonly doneAt: number }[];
}

/**
 * The store of what gateways serve from. Every adapter passes `control-store-suite.ts`.
 *
 * Any number of replicas may share one. All methods throw a BellwetherError `store_unreachable`
 * when the database does not answer.
 */
export interface ControlStore {
  /** Brings the schema to this version's. */
  migrate(): Promise<void>;
  /** One consistent view. */
  state(): Promise<ControlState>;
  /** The revision alone: a question that may be asked often. */
  revision(): Promise<number>;
  /**
   * Applies a change in one transaction. Revisions of changes made at the same time differ, and who
   * sees one sees all before it.
   *
   * @returns the new revision.
   * @throws {BellwetherError} `change_conflict` when another change was made since the one that it
   * expects, or what it adds is there already.
   */
  apply(change: ControlChange): Promise<number>;
  /** Every order to erase, in the order in which they were given. */
  erasures(): Promise<readonly StoredErasure[]>;
  /** Notices that are still owed to the webhook, the oldest first. */
  owedDeliveries(): Promise<readonly StoredDelivery[]>;
  /** The newest audit entries, newest first. */
  audit(limit: number): Promise<readonly ChainedEntry[]>;
  /** Audit entries behind the one of a number, oldest first. */
  auditAfter(number: number, limit: number): Promise<readonly ChainedEntry[]>;
  close(): Promise<void>;
}
