import type { Kysely, Transaction } from "kysely";
import type { BellwetherError } from "../../core/error.ts";
import type { ControlDialect } from "./migrations.ts";
import type { ControlTables } from "./schema.ts";

/** A database for the control store, and what it does in a way of its own. */
export interface ControlDatabase {
  readonly dialect: ControlDialect;
  readonly db: Kysely<ControlTables>;
  /**
   * Tells other replicas of a new revision, once the transaction that made it is over. Left out
   * where there can be none.
   */
  announce?(tx: Transaction<ControlTables>, revision: number): Promise<void>;
  /**
   * What its driver throws, in our words: `change_conflict` for what is there already, else
   * `store_unreachable`.
   */
  failure(cause: unknown): BellwetherError;
}
