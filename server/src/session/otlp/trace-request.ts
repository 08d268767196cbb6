import type { JsonObject } from "../../wire/json/value.ts";

/** A span of an export, attributes as plain values, and which span it is inside of. */
export interface ExportedSpan {
  readonly trace: string;
  readonly id: string;
  /** Empty where it is inside of none. */
  readonly parent: string;
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly started: bigint;
  readonly ended: bigint;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly events: readonly { readonly name: string; readonly at: bigint; readonly attributes: JsonObject }[];
  /** Whether its status says that it is an error. */
  readonly failed: boolean;
}

/** OTLP's code for a span that failed. */
export const STATUS_ERROR = 2;
