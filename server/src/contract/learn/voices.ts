import type { Observation } from "./observation.ts";
import { linesOf } from "./prompt-lines.ts";
import { patternOfLine } from "./volatile-pattern.ts";

/** Requests that one voice of a product sends. */
export interface Voice {
  /** The role that it becomes. */
  readonly name: string;
  readonly observations: readonly Observation[];
}

/** Of two prompts of one voice at least so much is alike. */
const ALIKE = 0.5;

/**
 * Tells the voices of a product apart: by what the client says of a request (a sub-agent's id, a
 * class), by whether it offers tools, and where that is alike by whether most of the prompt is. The
 * voice that offers tools and speaks most often is `main`.
 */
export function voicesOf(observations: readonly Observation[]): readonly Voice[] {
  const groups = [...Map.groupBy(observations, kindOf).values()].flatMap(byPrompt);
  const ranked = groups.toSorted((a, b) => rankOf(b) - rankOf(a) || b.length - a.length);
  const taken = new Map<string, number>();
  return ranked.map((some, index) => {
    const base = index === 0 ? "main" : nameOf(some);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { name: count === 1 ? base : `${base}-${count}`, observations: some };
  });
}

function kindOf({ subAgent, requestClass, tools }: Observation): string {
  // A client that says "main" says no more than one that says nothing.
  return JSON.stringify([subAgent, requestClass === "main" ? "" : requestClass, tools.length > 0]);
}

function rankOf(observations: readonly Observation[]): number {
  const [one] = observations;
  if (one === undefined) return 0;
  const special = one.subAgent || (one.requestClass !== "" && one.requestClass !== "main");
  return (special ? 0 : 2) + (one.tools.length > 0 ? 1 : 0);
}

function nameOf([one]: readonly Observation[]): string {
  if (one === undefined) return "main";
  const named = one.requestClass
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  if (named !== "" && named !== "main") return named;
  if (one.subAgent) return "subagent";
  return one.tools.length > 0 ? "helper" : "plain";
}

/** Requests whose prompts are mostly alike, together; a date or a path makes no line another one. */
function byPrompt(observations: readonly Observation[]): readonly Observation[][] {
  const groups: { readonly lines: ReadonlySet<string>; readonly some: Observation[] }[] = [];
  const known = new Map<string, Observation[]>();
  for (const one of observations) {
    const key = one.system.join("\n\n");
    const again = known.get(key);
    if (again !== undefined) {
      again.push(one);
      continue;
    }
    const lines = new Set(one.system.flatMap(linesOf).map((line) => patternOfLine(line, one.clientVersion) ?? line));
    const group = groups.find((other) => likeness(lines, other.lines) >= ALIKE);
    if (group === undefined) groups.push({ lines, some: [one] });
    else group.some.push(one);
    known.set(key, group?.some ?? groups.at(-1)?.some ?? []);
  }
  return groups.map(({ some }) => some);
}

/** How many of all lines two prompts share; two without any are alike. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const all = a.union(b).size;
  return all === 0 ? 1 : a.intersection(b).size / all;
}
