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

/**
 * The tools of a part of a session keep their order and their definitions. Others may come in between, as they do
 * where a server of tools connects late or a client loads what it needs, and some may go.
 */
export const toolsReordered: RequestInvariant = {
  id: "TOOLS_REORDERED",
  incident: "an agent sent its tools in a random order with each request, and every request missed the cache",
  check: ({ watch, begins, tools }) => {
    if (watch.tools === undefined || tools === undefined || begins !== undefined || tools === watch.tools)
      return undefined;
    const before = toolsIn(watch.tools);
    const now = toolsIn(tools);
    const known = new Map(before.map(({ name, digest }, place) => [name, { digest, place }]));
    let last = { place: -1, name: "" };
    for (const { name, digest } of now) {
      const was = known.get(name);
      if (was === undefined) continue;
      if (was.digest !== digest)
        return {
          message: `the tool ${name} has another definition than in the request before`,
          before: was.digest,
          now: digest,
        };
      if (was.place < last.place)
        return { message: `the tool ${name} stands behind ${last.name}, and stood before it in the request before` };
      last = { place: was.place, name };
    }
    return undefined;
  },
};
