import type { ColumnName } from "../columns.ts";

/** Comparison operators. `~` is a regular expression (RE2), `has` looks into a list. */
export type Operator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~" | "!~" | "has" | "in";

/** A value to compare with; times are milliseconds since the epoch. */
export type QueryValue = string | number | boolean | null | readonly (string | number)[];

/** Which exchanges: a tree of typed conditions. */
export type Filter =
  | { readonly kind: "compare"; readonly column: ColumnName; readonly operator: Operator; readonly value: QueryValue }
  | { readonly kind: "all" | "any"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter };

/** Functions over the exchanges of a group. `p50` to `p99` are quantiles, `share` is the mean of a flag. */
export type AggregateFunction =
  | "count"
  | "sum"
  | "avg"
  | "min"
  | "max"
  | "uniq"
  | "p50"
  | "p90"
  | "p95"
  | "p99"
  | "share";

/** One column of the answer. */
export type Selection =
  | { readonly kind: "column"; readonly column: ColumnName; readonly name: string }
  | {
      readonly kind: "aggregate";
      readonly function: AggregateFunction;
      readonly column?: ColumnName;
      readonly name: string;
    }
  /** `sum(numerator) / sum(denominator)`, such as the cache-read ratio. */
  | { readonly kind: "ratio"; readonly numerator: ColumnName; readonly denominator: ColumnName; readonly name: string };

/** A question about exchanges, checked against the columns; nothing in it is text that an engine parses. */
export interface Query {
  readonly where?: Filter;
  /** Received at or after, milliseconds since the epoch. */
  readonly since?: number;
  /** Received before, milliseconds since the epoch. */
  readonly until?: number;
  readonly groupBy: readonly ColumnName[];
  readonly select: readonly Selection[];
  /** Names of selected columns to sort by; the newest first where none is given. */
  readonly orderBy: readonly { readonly name: string; readonly descending: boolean }[];
  readonly limit: number;
  /** Whether lab, test and probe traffic counts. */
  readonly synthetic: boolean;
}
