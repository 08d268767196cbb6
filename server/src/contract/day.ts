/** The first moment behind a day (UTC), `2027-03-01`, in milliseconds. */
export function endOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}

/** The day (UTC) of a moment, `2027-03-01`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
