import type { Stub } from "../product.ts";

/** A call of a tool that an answer makes. */
export interface Call {
  readonly id: string;
  readonly name: string;
}

/** An answer, as a client takes it. */
export interface Answer {
  /** What goes into the history. */
  readonly messages: readonly unknown[];
  readonly text: string;
  readonly calls: readonly Call[];
}

/** A provider's format, as a plain client speaks it. */
export interface Dialect {
  readonly path: string;
  headers(key: string): Readonly<Record<string, string>>;
  /** What is said of the system prompt and the tools, beside the messages. */
  body(
    request: Readonly<Record<string, unknown>>,
    system: string | undefined,
    tools: readonly Stub[],
    messages: readonly unknown[],
  ): Readonly<Record<string, unknown>>;
  /** Reads an answer; undefined where it is none. */
  answer(body: unknown): Answer | undefined;
  results(results: readonly { readonly call: Call; readonly stub: Stub }[]): readonly unknown[];
}

/** A part of a JSON value, or an empty one where there is none. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
