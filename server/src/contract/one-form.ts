import { ROLE_KEYS } from "./document.ts";
import { isMapping, overlay } from "./merge.ts";
import type { Finding, Path } from "./problem.ts";

/** The role that top-level keys mean. */
export const MAIN_ROLE = "main";

/** A document in its one form, every voice under `roles`. */
export interface OneForm {
  readonly value: Readonly<Record<string, unknown>>;
  /** Whether the keys of the one role stood at top level. */
  readonly lifted: boolean;
}

/** Moves a role's keys that stand at top level to where they belong, `roles.main`. */
export function toOneForm(written: Readonly<Record<string, unknown>>): OneForm {
  const keys = ROLE_KEYS.filter((key) => Object.hasOwn(written, key));
  if (keys.length === 0) return { value: written, lifted: false };
  const rest: Record<string, unknown> = { ...written };
  const values: Record<string, unknown> = {};
  for (const key of keys) {
    values[key] = written[key];
    delete rest[key];
  }
  return { value: { ...rest, roles: overlay(rest["roles"] ?? {}, { [MAIN_ROLE]: values }) }, lifted: true };
}

/** Where a place in the one form stands in the document as it was written. */
export function asWritten(path: Path): Path {
  const [roles, main, key] = path;
  if (roles !== "roles" || main !== MAIN_ROLE) return path;
  return ROLE_KEYS.some((known) => known === key) ? path.slice(2) : path;
}

/** A document has its role's keys at top level or under `roles`, not both. */
export function mixedForms(written: unknown): Finding[] {
  if (!isMapping(written) || !Object.hasOwn(written, "roles")) return [];
  return ROLE_KEYS.filter((key) => Object.hasOwn(written, key)).map((key) => ({
    path: [key],
    at: "key",
    message: `"${key}" belongs to a role, and this contract has roles`,
    hint: `write it under the role that it is for, such as roles.${MAIN_ROLE}.${key}`,
  }));
}
