import type { FieldValues, WireFormat } from "../../wire/facts.ts";

/** A tool as a request offers it. */
export interface ObservedTool {
  readonly name: string;
  /** Digest (128 bits, hex) of its whole definition. */
  readonly digest: string;
  /** As sent; absent where only the digest is known. */
  readonly description?: string;
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** What one request shows of the product that sent it. */
export interface Observation {
  readonly exchange: string;
  readonly session: string;
  /** Client software and its version, where it names itself. */
  readonly client: string;
  readonly clientVersion: string;
  readonly audience?: string;
  readonly format: WireFormat;
  /** A sub-agent sends it. */
  readonly subAgent: boolean;
  /** What the client says the request is: `main`, `subagent`, `compaction`; empty where it does not. */
  readonly requestClass: string;
  readonly fields: FieldValues;
  readonly toolChoice?: string;
  /** The blocks of the system prompt. Of a record: each block's length and keyed digest in place of its text. */
  readonly system: readonly string[];
  readonly tools: readonly ObservedTool[];
}
