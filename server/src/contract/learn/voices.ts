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
 *
 * @param like voices of another release: those that are the same keep their names, however often they speak.
 */
export function voicesOf(observations: readonly Observation[], like: readonly Voice[] = []): readonly Voice[] {
  const groups = [...Map.groupBy(observations, kindOf).values()].flatMap(byPrompt);
  const ranked = groups.toSorted((a, b) => rankOf(b) - rankOf(a) || b.length - a.length);
  const known = namesIn(ranked, like);
  const taken = new Set(known.values());
  const named = ranked.map((some, index) => {
    const name = known.get(some) ?? fresh(index === 0 ? "main" : nameOf(some), taken);
    taken.add(name);
    return { name, observations: some };
  });
  return named.toSorted((a, b) => Number(b.name === "main") - Number(a.name === "main"));
}

function fresh(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
  return name;
}

/** The names of groups that are voices known already: of a kind first those whose prompts are alike, then whoever is left. */
function namesIn(groups: readonly (readonly Observation[])[], like: readonly Voice[]) {
  const names = new Map<readonly Observation[], string>();
  const left = new Set(like);
  for (const least of [ALIKE, 0]) {
    for (const some of groups) {
      if (names.has(some)) continue;
      const [first] = [...left]
        .filter((voice) => kindIn(voice.observations) === kindIn(some))
        .map((voice) => ({ voice, alike: likeness(linesIn(voice.observations[0]), linesIn(some[0])) }))
        .filter(({ alike }) => alike >= least)
        .toSorted((a, b) => b.alike - a.alike);
      if (first === undefined) continue;
      names.set(some, first.voice.name);
      left.delete(first.voice);
    }
  }
  return names;
}

function kindIn([one]: readonly Observation[]): string {
  return one === undefined ? "" : kindOf(one);
}

/** The lines of a prompt; a date or a path makes no line another one. */
function linesIn(one: Observation | undefined): ReadonlySet<string> {
  const { system = [], clientVersion = "" } = one ?? {};
  return new Set(system.flatMap(linesOf).map((line) => patternOfLine(line, clientVersion) ?? line));
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

/** Requests whose prompts are mostly alike, together. */
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
    const lines = linesIn(one);
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
