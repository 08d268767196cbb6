import type { Generated } from "kysely";

/** The tables of the control store, as Kysely sees them. Booleans are 0 and 1: SQLite has no others. */
export interface ControlTables {
  state: { id: number; revision: number };
  keys: {
    id: string;
    hash: string;
    kind: string;
    tenant: string;
    surface: string | null;
    audience: string | null;
    channel: string | null;
    trusted: number;
    name: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
  };
  contracts: { surface: string; version: string; digest: string; document: string; registered_at: number };
  channels: { surface: string; channel: string; version: string };
  erasures: {
    id: string;
    kind: string;
    before: number;
    tenant: string;
    /** JSON lists. */
    sessions: string;
    marks: string;
    done_at: number | null;
  };
  audit: {
    seq: Generated<number>;
    at: number;
    actor: string;
    action: string;
    subject: string;
    detail: string;
    number: number;
    previous: string;
    digest: string;
  };
  gate_results: { digest: string; gate: string; verdict: string; at: number; run: string };
  /** A notice as JSON text, beside what it is looked for by. */
  notices: { id: string; number: number; document: string };
  choices: { tenant: string; notice: string; choice: string; at: number };
  /** What was spent of a purse in a day (counted since 1970), in millionths of a dollar. */
  spending: { purse: string; day: number; micros: number };
  deliveries: { notice: string; owed_at: number; done_at: number | null; outcome: string | null };
}
