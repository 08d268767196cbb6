import type { SectionDocument } from "../document/role.ts";
import { compilePrompt, maskPrompt } from "../prompt.ts";
import { alignLines, type LineRun, linesOf } from "./prompt-lines.ts";
import { patternBetween, patternOfLine, patternOfLines } from "./volatile-pattern.ts";

/** A role may have no more patterns: each is tried on every request. */
const MOST_PATTERNS = 50;

/**
 * Learns a system prompt from those that a voice sent: what is the same in all of them becomes
 * sections, cut at headings, and what changes becomes patterns.
 *
 * @param version of the client: where a line names it, the next release names another.
 * @param volatile patterns of what is known to change.
 * @returns undefined where the prompts have too little in common for a contract to hold.
 */
export function learnPrompt(
  prompts: readonly (readonly string[])[],
  version: string,
  volatile: readonly string[] = [],
): readonly SectionDocument[] | undefined {
  const distinct = [...new Map(prompts.map((blocks) => [blocks.join("\n\n"), blocks])).values()];
  const [first] = distinct;
  if (first === undefined) return undefined;
  if (first.length === 0) return distinct.length === 1 ? [] : undefined;
  const runs = alignLines(distinct.map((blocks) => blocks.flatMap((block) => [...linesOf(block), ""])));
  const found = runs.flatMap((run, index) => patternsOf(run, runs[index - 1], runs[index + 1], version));
  const patterns = [...new Set([...found, ...volatile])].toSorted();
  if (patterns.length > MOST_PATTERNS) return undefined;
  const varies = patterns.map((pattern, index) => ({ id: `varies-${index + 1}`, volatile: true, pattern }));
  const texts = first.map((block) => stableText(block, patterns)).filter((text) => text !== "");
  const sections = named(texts.flatMap(atHeadings));
  const learnt: readonly SectionDocument[] = [...sections, ...varies];
  const compiled = compilePrompt(learnt);
  const holds = distinct.every(
    (blocks) =>
      maskPrompt(
        compiled,
        blocks.map((text) => ({ text })),
      ).registered !== false,
  );
  return holds ? learnt : undefined;
}

function patternsOf(
  run: LineRun,
  before: LineRun | undefined,
  after: LineRun | undefined,
  version: string,
): readonly string[] {
  if (run.kind === "stable") return run.lines.flatMap((line) => patternOfLine(line, version) ?? []);
  const lengths = new Set(run.variants.map((lines) => lines.length));
  if (lengths.size === 1) {
    const count = run.variants[0]?.length ?? 0;
    const each = Array.from({ length: count }, (_, index) =>
      patternOfLines(
        run.variants.map((lines) => lines[index] ?? ""),
        version,
      ),
    );
    if (each.every((pattern) => pattern !== undefined)) return each;
  }
  const between = patternBetween(edge(before, -1), edge(after, 0));
  return between === undefined ? [] : [between];
}

/** The line that what varies stands behind (-1) or before (0), with the empty lines that lie between. */
function edge(run: LineRun | undefined, at: -1 | 0): string | undefined {
  if (run?.kind !== "stable") return undefined;
  const { lines } = run;
  const [last, first] = [lines.findLastIndex((line) => line !== ""), lines.findIndex((line) => line !== "")];
  return (at === -1 ? lines.slice(Math.max(last, 0)) : lines.slice(0, first + 1)).join("\n");
}

const TAKEN = "\uE001";

/** A block without the lines of which nothing is left when its patterns are masked. */
function stableText(block: string, patterns: readonly string[]): string {
  const masked = patterns.reduce(
    (text, pattern) => text.replace(new RegExp(pattern, "gm"), TAKEN),
    linesOf(block).join("\n"),
  );
  return masked
    .split("\n")
    .filter((line) => !line.includes(TAKEN) || line.replaceAll(TAKEN, "").trim() !== "")
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** A text cut before its headings; they stand behind an empty line, so that the cut changes nothing. */
function atHeadings(text: string): readonly string[] {
  return text.split(/\n\n(?=# \S)/);
}

function named(texts: readonly string[]): readonly SectionDocument[] {
  const taken = new Map<string, number>();
  return texts.map((text, index) => {
    const heading = /^# (.+)$/m.exec(text.split("\n", 1)[0] ?? "")?.[1];
    const slug = (heading ?? "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+|-+$/g, "");
    const base = slug === "" ? `part-${index + 1}` : slug.slice(0, 60);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { id: count === 1 ? base : `${base}-${count}`, text };
  });
}
