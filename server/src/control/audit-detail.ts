/**
 * What an entry of the log says beside who did what: an object, as it was written. Of an entry that
 * was damaged since, undefined: its digest tells that, and whoever reads it goes on with the others.
 */
export function readDetail(detail: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(detail);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
