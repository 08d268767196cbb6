import type { ContractDocument } from "../document.ts";
import type { Finding, Path } from "../problem.ts";

/** What a check may look at. */
export interface Checked {
  /** The document in its one form, without the parts that its schema refused. */
  readonly document: ContractDocument;
  /** The names of all roles, refused parts or not. */
  readonly roleNames: readonly string[];
}

/** One rule that a schema cannot say; it gives what breaks the rule. */
export type Check = (checked: Checked) => Iterable<Finding>;

/** A finding at a value. */
export function atValue(path: Path, message: string, hint?: string): Finding {
  return { path, at: "value", message, ...(hint === undefined ? {} : { hint }) };
}

/** A finding at a key. */
export function atKey(path: Path, message: string, hint?: string): Finding {
  return { path, at: "key", message, ...(hint === undefined ? {} : { hint }) };
}

/** A finding that something is lacking below a key. */
export function lacking(path: Path, message: string, hint?: string): Finding {
  return { ...atKey(path, message, hint), lacking: true };
}
