import type { ToolKind } from "../../contract/document/role.ts";

/** One call of a tool, as it is remembered: what it did, and marks by which the same call and the same file are known again. */
export interface Deed {
  readonly kind: ToolKind;
  /** Of the tool's name and its arguments: two calls with the same mark are the same call. */
  readonly call: string;
  /** Of each file that it is about; none where that is not known. */
  readonly targets: readonly string[];
}

/** A deed as the text in which a record holds it: `edit 1f3c… 9ab0…`. */
export function deedText({ kind, call, targets }: Deed): string {
  return [kind, call, ...targets].join(" ");
}

/** The deed that a record's text is of. */
export function deedOf(text: string): Deed {
  const [kind = "other", call = "", ...targets] = text.split(" ");
  return { kind: kind as ToolKind, call, targets };
}
