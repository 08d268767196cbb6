import type { JsonObject } from "../../wire/json/value.ts";

/** A span of a trace, as whatever brought it has read it. */
export interface Span {
  readonly trace: string;
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly attributes: JsonObject;
  readonly resource: JsonObject;
  readonly events: readonly { readonly name: string; readonly at: number; readonly attributes: JsonObject }[];
  readonly failed: boolean;
}
