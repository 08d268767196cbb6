import { canonicalJson } from "../../core/jcs.ts";
import { formatPath } from "../problem.ts";

/** Whether two values of a contract say the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at]));
  return hasMembersOf(a, b) && isWithin(b, a);
}

/** Whether a value has every member of another, and the same. What is not said is no member. */
function hasMembersOf(whole: object, part: object): boolean {
  for (const key of Object.keys(part)) {
    const member: unknown = Reflect.get(part, key);
    if (member !== undefined && !(Object.hasOwn(whole, key) && same(Reflect.get(whole, key), member))) return false;
  }
  return true;
}

/** Whether every member of a value is one of another. */
function isWithin(whole: object, part: object): boolean {
  for (const key of Object.keys(part))
    if (Reflect.get(part, key) !== undefined && !(Object.hasOwn(whole, key) && Reflect.get(whole, key) !== undefined))
      return false;
  return true;
}

/** A value as a message shows it; short. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** A list whose order and repetitions say nothing. */
export function unordered(written: unknown): readonly unknown[] | undefined {
  if (!Array.isArray(written)) return undefined;
  return [...new Map(written.map((item) => [canonicalJson(item), item as unknown])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([, item]) => item);
}

/** True, or nothing: what is left out does not hold. */
export function isTrue(written: unknown): true | undefined {
  return written === true ? true : undefined;
}

/** The place of a value on a scale, the lowest first; what is left out is as `otherwise`. */
export function rankIn(
  scale: readonly string[],
  otherwise?: string,
): (value: string | undefined) => number | undefined {
  return (value) => {
    const rank = scale.indexOf(value ?? otherwise ?? "");
    return rank === -1 ? undefined : rank;
  };
}

/** A place below another: `roles.main` and `tools`, `search` give `roles.main.tools.search`. */
export function below(path: string, ...steps: readonly (string | number)[]): string {
  const text = formatPath(["_", ...steps]).slice(1);
  return path === "" ? text.replace(/^\./, "") : `${path}${text}`;
}

/** A value that may be written alone or as a list, as a sorted list without repetitions; undefined stays so. */
export function textsIn(written: string | readonly string[] | undefined): readonly string[] | undefined {
  if (written === undefined) return undefined;
  return [...new Set(typeof written === "string" ? [written] : written)].sort();
}
