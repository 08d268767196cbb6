import type { Digest } from "../../core/digest.ts";

/** How an answer ended: still under way, all of it sent, broken off by a fault, or by the client. */
export type LedgerOutcome = "open" | "whole" | "cut" | "aborted";

/** A credential as the ledger knows it: never itself. */
export interface LedgerCredential {
  readonly kind: "x-api-key" | "bearer" | "api-key" | "x-goog-api-key" | "aws";
  /** The first 64 bits of its sha256 in hex. */
  readonly digest: string;
}

/** One request that reached the lab. */
export interface LedgerEntry {
  /** From 1 on, without gaps. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body_digest: Digest;
  readonly body_bytes: number;
  /** Headers that say something of the call. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of all headers. */
  readonly header_names: readonly string[];
  readonly credential: LedgerCredential | null;
  readonly request_id: string;
  readonly requested_model: string | null;
  readonly served_model: string | null;
  readonly answer_id: string | null;
  readonly status: number;
  readonly faults: readonly string[];
  readonly outcome: LedgerOutcome;
  /** Bytes of the body that were handed to the server. */
  readonly bytes_sent: number;
  readonly ended: number | null;
}

/** What is known of a request before it is answered. */
export type Arrival = Pick<
  LedgerEntry,
  | "time"
  | "method"
  | "path"
  | "query"
  | "body_digest"
  | "body_bytes"
  | "headers"
  | "header_names"
  | "credential"
  | "request_id"
>;

type Writable = { -readonly [K in keyof LedgerEntry]: LedgerEntry[K] };

/** What the lab has seen, in order: the last entries in memory, all of them as lines where a sink is given. */
export class Ledger {
  readonly #entries: Writable[] = [];
  readonly #capacity: number;
  readonly #append: (line: string) => void;
  #last = 0;

  /**
   * @param capacity entries that are kept in memory.
   * @param append takes a line of JSON, without its end, when a request arrives and when its answer has ended.
   */
  constructor(capacity = 10_000, append: (line: string) => void = () => undefined) {
    this.#capacity = capacity;
    this.#append = append;
  }

  /** Sequence of the last request; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  arrive(arrival: Arrival): LedgerEntry {
    const entry: Writable = {
      seq: ++this.#last,
      ...arrival,
      requested_model: null,
      served_model: null,
      answer_id: null,
      status: 0,
      faults: [],
      outcome: "open",
      bytes_sent: 0,
      ended: null,
    };
    this.#entries.push(entry);
    // Dropping many at a time keeps each arrival cheap.
    if (this.#entries.length >= this.#capacity * 2) this.#entries.splice(0, this.#entries.length - this.#capacity);
    this.#append(JSON.stringify(entry));
    return entry;
  }

  /** Notes what is known by now; an entry that ends is written out again. */
  note(entry: LedgerEntry, facts: Partial<Omit<LedgerEntry, "seq">>): void {
    Object.assign(entry, facts);
    if (facts.outcome !== undefined && facts.outcome !== "open") this.#append(JSON.stringify(entry));
  }

  /** Entries behind a sequence number that are still in memory. */
  since(seq: number): readonly LedgerEntry[] {
    const kept = this.#entries.slice(-this.#capacity);
    const first = kept[0]?.seq ?? 0;
    return kept.slice(Math.max(0, seq + 1 - first));
  }

  /** Forgets the entries; the sequence goes on. */
  clear(): void {
    this.#entries.length = 0;
  }
}
