import type { ExchangeRecord } from "./columns.ts";
import type { EraseScope, Salt } from "./erase.ts";
import type { Query } from "./query/query.ts";
import type { ScoreStore } from "./scores/store.ts";

/** A row of an answer: values by column name, as JSON holds them. */
export type Row = Readonly<Record<string, unknown>>;

/** An answer: the columns in order, and the rows. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** True when a limit cut the answer short. */
  readonly truncated: boolean;
}

/** Bounds of one read. */
export interface ReadLimits {
  readonly rows: number;
  /** Seconds of work in the engine. */
  readonly seconds: number;
}

/** What a reader may see: an operator everything, a key its own exchanges. */
export type Fence = { readonly kind: "all" } | { readonly kind: "key"; readonly tenant: string; readonly key: string };

/** What is too old to be kept: received before these times, in milliseconds since the epoch, to the day (UTC). */
export interface Retention {
  readonly before: number;
  /** Contracts that let their records stay less long. */
  readonly contracts: readonly { readonly surface: string; readonly version: string; readonly before: number }[];
}

/** One order to erase records. */
export interface EraseOrder {
  /** The same order given again goes on where it was broken off. */
  readonly id: string;
  readonly scope: EraseScope;
  /** Records received before, milliseconds since the epoch. */
  readonly before: number;
  readonly salt: Salt;
}

/**
 * The store of exchange records. Writing is idempotent by block; reading never waits for writing.
 *
 * Every adapter passes `store-suite.ts`. All methods throw a BellwetherError `store_unreachable`
 * when the engine cannot be reached, with the engine's own words as the cause.
 */
export interface ExchangeStore {
  /** The scores of what is recorded. */
  readonly scores: ScoreStore;
  /** Brings the schema to this version's; does nothing where it is. Safe to call at every start. */
  migrate(): Promise<void>;
  /**
   * Stores a block of records. The same block id with the same rows, given again, changes nothing:
   * a retry after an unknown outcome cannot double a record.
   */
  insert(block: string, records: readonly ExchangeRecord[]): Promise<void>;
  /** One record by its exchange id, if it is stored and inside the fence. */
  find(exchange: string, fence: Fence): Promise<ExchangeRecord | undefined>;
  /** Answers a typed query. */
  query(query: Query, fence: Fence, limits: ReadLimits): Promise<Rows>;
  /**
   * Runs one read-only statement over the exchange tables.
   *
   * @throws {BellwetherError} `query_invalid` for anything but one SELECT over Bellwether's own
   * tables, and for what the engine refuses.
   */
  sql(statement: string, limits: ReadLimits): Promise<Rows>;
  /** The latest record of a conversation, for a gateway that does not know it (any more). */
  lastOfSession(tenant: string, client: string, session: string): Promise<ExchangeRecord | undefined>;
  /** How many records an order of this scope would erase. */
  erasable(scope: EraseScope, before: number): Promise<number>;
  /**
   * Leaves of each record in the order's scope what `eraseRecord` leaves of it, and the salted
   * digests, and removes the scores of what the scope names. Does nothing to records that are erased
   * already; broken off, it is healed by the same order again.
   *
   * @returns how many records the order has erased, in all its runs.
   */
  erase(order: EraseOrder): Promise<number>;
  /** Removes what is too old, records and scores, from every table and its projections, before it returns. */
  expire(retention: Retention): Promise<void>;
  /**
   * The tenant to which an answer was given that a provider keeps, or whose conversation of that
   * name came first; undefined where no record names it.
   */
  tenantOfAnswer(answer: string): Promise<string | undefined>;
  /** Resolves when the engine answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
