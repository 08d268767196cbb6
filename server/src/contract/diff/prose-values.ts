import type { DiffFinding } from "./diff.ts";

/** Values longer than this are texts to be read and not words to be compared at a glance. */
const LONG = 60;

/** The texts of a finding that is about texts. */
export interface ProseValues {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The texts that a finding is about, to be shown as a diff; undefined where its message says it all. */
export function proseOf({ subject, before, after }: DiffFinding): ProseValues | undefined {
  const texts = [before, after].filter((value) => value !== undefined);
  if (texts.length === 0 || !texts.every((value) => typeof value === "string")) return undefined;
  if (before === after) return undefined;
  const isProse = subject === "prompt" || texts.some((text) => text.length > LONG || text.includes("\n"));
  if (!isProse) return undefined;
  return { before: readable(before), after: readable(after) };
}

/** A section's text as people write it; of a volatile one also its pattern. */
function readable(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const [text = "", pattern] = value.split("\u0000", 2);
  return pattern === undefined ? value : [...(text === "" ? [] : [text]), `pattern: ${pattern}`].join("\n");
}

/**
 * The texts of each finding of a surface, once: a second finding of the same texts does not show
 * them again.
 */
export function proseOfEach<T extends DiffFinding>(findings: readonly T[]): ReadonlyMap<T, ProseValues> {
  const seen = new Set<string>();
  const proses = new Map<T, ProseValues>();
  for (const finding of findings) {
    const prose = proseOf(finding);
    const key = JSON.stringify([prose?.before, prose?.after]);
    if (prose === undefined || seen.has(key)) continue;
    seen.add(key);
    proses.set(finding, prose);
  }
  return proses;
}
