import type { RequestInvariant } from "./invariant.ts";

interface Tool {
  readonly name: string;
  readonly digest: string;
}

/** Digits of a definition's digest that are remembered. */
const DIGITS = 12;

/** Tools as one line each: what a thread remembers of them. */
export function toolList(tools: readonly Tool[]): string {
  return tools.map(({ name, digest }) => `${name}\u0000${digest.slice(0, DIGITS)}`).join("\n");
}

function toolsIn(list: string): readonly Tool[] {
  if (list === "") return [];
  return list.split("\n").map((line) => {
    const [name = "", digest = ""] = line.split("\u0000");
    return { name, digest };
  });
}

/** What a tool is known by: its name, and of several tools of one name the definition too. */
function namer(...lists: readonly (readonly Tool[])[]): (tool: Tool) => string {
  const shared = new Set(lists.flatMap((tools) => repeated(tools.map(({ name }) => name))));
  return ({ name, digest }) => (shared.has(name) ? `${name}\u0000${digest}` : name);
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, place) => names.indexOf(name) !== place);
}

/**
 * The tools of a part of a session keep their order, for as long as the same system prompt speaks. Others may come in
 * between, as they do where a server of tools connects late or a client loads what it needs, and some may go. A tool
 * that is defined otherwise stands where it stood: the bytes of the prefix show that.
 */
export const toolsReordered: RequestInvariant = {
  id: "TOOLS_REORDERED",
  incident: "an agent sent its tools in a random order with each request, and every request missed the cache",
  check: ({ spoken, begins, tools }) => {
    const earlier = spoken?.tools;
    if (earlier === undefined || tools === undefined || begins !== undefined || tools === earlier) return undefined;
    const [before, now] = [toolsIn(earlier), toolsIn(tools)];
    const named = namer(before, now);
    // What is there twice, word for word, cannot change places with itself.
    const twice = new Set([before, now].flatMap((list) => repeated(list.map(named))));
    const places = new Map(before.map((tool, place) => [named(tool), place]));
    let last = { place: -1, name: "" };
    for (const tool of now) {
      const key = named(tool);
      const place = places.get(key);
      if (place === undefined || twice.has(key)) continue;
      const { name } = tool;
      if (place < last.place)
        return { message: `the tool ${name} stands behind ${last.name}, and stood before it in the request before` };
      last = { place, name };
    }
    return undefined;
  },
};
