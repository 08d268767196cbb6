const DURATION = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
} as const;

/** Reads `90d`, `10s`, `250ms` as milliseconds; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  return parseUnit(text, DURATION);
}

/** Reads `32MiB`, `10GiB`, `64KB` as bytes; undefined when it is no size. */
export function parseSize(text: string): number | undefined {
  return parseUnit(text, SIZE);
}

function parseUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
  const name = match?.[2] ?? "";
  // Not every name that an object answers to is a unit: `constructor` is none.
  const unit = Object.hasOwn(units, name) ? units[name] : undefined;
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
