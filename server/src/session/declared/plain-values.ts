// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** Milliseconds of a time as JSON holds it; undefined for what is none. */
export function timeIn(value: unknown): number | undefined {
  if (typeof value === "number") {
    // Seconds, where as milliseconds it would be in 1970.
    const ms = value < 1e11 ? value * 1_000 : value;
    return Number.isFinite(ms) && ms >= 0 && ms <= 8.64e15 ? ms : undefined;
  }
  if (typeof value !== "string") return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** A text that can name something, cut to what a name may have; undefined for all else. */
export function nameIn(value: unknown, most: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const name = value.toWellFormed().replaceAll(UNPRINTABLE, " ").slice(0, most);
  return name === "" ? undefined : name;
}

/** Members of which something is known; what is undefined or null was not said. */
export function knownMembers<T extends object>(members: { readonly [Name in keyof T]: T[Name] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null)) as T;
}

/** A count as JSON holds it; undefined for what is none. */
export function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 && value <= 1e12 ? value : undefined;
}
