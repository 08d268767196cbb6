const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The longer of two lives of a prompt cache, as the wire writes them: `5m`, `1h`, `24h`. */
export function longerTtl(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return seconds(b) > seconds(a) ? b : a;
}

/** A life that is no number and unit (`in_memory`) counts as shorter than any that is. */
function seconds(ttl: string): number {
  const match = /^(\d+)([smhd])$/.exec(ttl);
  return match === null ? 0 : Number(match[1]) * (UNITS[match[2] ?? ""] ?? 0);
}
