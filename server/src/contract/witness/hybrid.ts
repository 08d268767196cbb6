import type { Contract, ResolvedDocument } from "../contract.ts";
import { freeze, isMapping } from "../merge.ts";
import { contractFor } from "../resolution.ts";

/** The version before with some of its parts as they are in the version after: what one change does by itself. */
export function hybridOf(before: Contract, after: Contract, paths: readonly string[]): Contract {
  const audiences = new Set([...before.audiences.keys(), ...after.audiences.keys()]);
  const mixed = (audience: string | undefined): ResolvedDocument => {
    const to = contractFor(after, audience);
    const from: unknown = contractFor(before, audience);
    return freeze(paths.reduce<unknown>((document, path) => transplant(document, to, path), from)) as ResolvedDocument;
  };
  return {
    ...before,
    // Only so that two of one version are not taken for the same.
    file: `${before.file} with ${paths.join(", ")}`,
    base: mixed(undefined),
    audiences: new Map([...audiences].map((audience) => [audience, mixed(audience)])),
  };
}

/** Values that hold for every role that says nothing else stand at top level too. */
const INHERITED = /^roles(?:\.[^.[]+|\["(?:[^"\\]|\\.)*"\])\.(context|cache)\b/;

/** A document with the value at a path taken from another one: as deep as both have mappings there, lists whole. */
function transplant(document: unknown, from: unknown, path: string): unknown {
  const [, inherited] = INHERITED.exec(path) ?? [];
  const done = take(document, from, path);
  return inherited === undefined ? done : take(done, from, inherited);
}

function take(document: unknown, from: unknown, path: string): unknown {
  if (!isMapping(document) || !isMapping(from)) return from;
  const key = stepOf(path, [...new Set([...Object.keys(document), ...Object.keys(from)])]);
  if (key === undefined) return path === "" ? from : document;
  const { name, rest } = key;
  const here = Object.hasOwn(document, name) ? document[name] : undefined;
  const there = Object.hasOwn(from, name) ? from[name] : undefined;
  const value = rest === "" || !isMapping(here) || !isMapping(there) ? there : take(here, there, rest);
  const { [name]: _, ...others } = document;
  return value === undefined ? others : { ...document, [name]: value };
}

/** The key with which a path begins, and what follows: keys may have dots in them, so the longest that fits. */
function stepOf(path: string, keys: readonly string[]): { readonly name: string; readonly rest: string } | undefined {
  const fitting = keys.flatMap((name) =>
    [name, `[${JSON.stringify(name)}]`]
      .filter((written) => path === written || path.startsWith(`${written}.`) || path.startsWith(`${written}[`))
      .map((written) => ({ name, rest: path.slice(written.length).replace(/^\./, "") })),
  );
  return fitting.toSorted((a, b) => b.name.length - a.name.length)[0];
}
