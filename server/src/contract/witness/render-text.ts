import type { Difference } from "./differences.ts";

const SHOWN = 3;
const LONGEST = 80;

/** A witness in a few words: the exchange, and what becomes of it otherwise. */
export function renderWitness({
  exchange,
  session,
  audience,
  differences,
}: {
  readonly exchange: string;
  readonly session: string;
  readonly audience?: string;
  readonly differences: readonly Difference[];
}): string {
  const shown = differences.slice(0, SHOWN).map(wordsOf);
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : "";
  const whose = [...(session === "" ? [] : [`session ${session}`]), ...(audience === undefined ? [] : [audience])];
  return `${exchange}${whose.length === 0 ? "" : ` (${whose.join(", ")})`}: ${shown.join("; ")}${more}`;
}

function wordsOf({ where, path, before, after }: Difference): string {
  switch (where) {
    case "role":
      return `the role is ${String(after)} and no longer ${String(before)}`;
    case "finding":
      return after === undefined ? `${path} is found no more` : `${path} is found`;
    case "header":
      return `header ${path}: ${valueOf(before)} -> ${valueOf(after)}`;
    case "body": {
      const [from, to] = fromWhereTheyDiffer(before, after);
      return `${path}: ${valueOf(from)} -> ${valueOf(to)}`;
    }
  }
}

/** How much of what two texts have in common is shown before the part that differs. */
const CONTEXT = 24;

/** Long texts without the beginning that they share. */
function fromWhereTheyDiffer(before: unknown, after: unknown): readonly [unknown, unknown] {
  if (typeof before !== "string" || typeof after !== "string") return [before, after];
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  if (same <= CONTEXT * 2) return [before, after];
  const from = before.lastIndexOf(" ", same - CONTEXT) + 1;
  return [`...${before.slice(from)}`, `...${after.slice(from)}`];
}

function valueOf(value: unknown): string {
  if (value === undefined) return "(not sent)";
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
