import { posix } from "node:path";
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from "yaml";
import type { FileReader } from "./inline.ts";
import { asWritten } from "./one-form.ts";
import { positions } from "./source.ts";

/** A place in a file; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value that is looked for in a contract's source. */
export interface Sought {
  /** In the one form, as findings write it: `roles.main.tools.search`. */
  readonly path: string;
  /** The declared audiences in whose overlays it may stand. */
  readonly audiences?: readonly string[];
  /** What a text was and is, so that the first line that differs is told. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** How far a path could be followed, and to what. */
interface Reached {
  readonly node: Node | null;
  readonly key: Node | undefined;
  /** What of the path was not there. */
  readonly rest: string;
  /** The file that has it, where it is not the contract's own. */
  readonly within?: Source;
}

interface Source {
  readonly file: string;
  readonly text: string;
  readonly root: Node | null;
}

/** What calls an item of a list by a name. */
const NAMES = ["id", "name", "type", "provider"] as const;

/**
 * Finds values in a contract's source by their paths in its one form: in a role or at top level,
 * in an audience's overlay, in what a role inherits, in a prompt or schema that has a file of its
 * own. Of a value that is gone, the nearest part around it that is there.
 *
 * @returns what finds them; undefined where the contract's file cannot be read any more.
 */
export function placesIn(contractFile: string, read: FileReader): ((sought: Sought) => Place) | undefined {
  const source = open(contractFile, read);
  if (source === undefined) return undefined;
  return (sought) => {
    const found = candidates(source, sought)
      .map(({ from, path }) => follow(from, path, undefined, source, read))
      // The sort is stable: of two that reach as far, the first counts.
      .sort((a, b) => a.rest.length - b.rest.length)[0];
    return found === undefined ? { file: contractFile, line: 1, column: 1 } : placeOf(found, source, sought, read);
  };
}

function open(file: string, read: FileReader): Source | undefined {
  const text = read(file);
  if (text === undefined) return undefined;
  const document = parseDocument(text, { version: "1.2", schema: "core", prettyErrors: false, logLevel: "silent" });
  return { file, text, root: document.contents as Node | null };
}

/** Where a path may be written, the most special place first. */
function candidates(
  { root }: Source,
  { path, audiences = [] }: Sought,
): readonly { readonly from: Node | null; readonly path: string }[] {
  const [, role = "", inRole] = /^roles\.([^.[]+)[.](.+)$/s.exec(path) ?? [];
  const forms = [path, ...(inRole === undefined ? [] : [topLevel(role, inRole)])].filter((form) => form !== undefined);
  const overlays = audiences.map((name) => member(member(root, "audiences"), name)).filter((node) => node !== null);
  const found = [...overlays, root].flatMap((from) => forms.map((form) => ({ from, path: `.${form}` })));
  if (inRole === undefined) return found;
  const inherited = inheritedBy(root, role).map((name) => ({ from: root, path: `.roles.${name}.${inRole}` }));
  const shared = /^(?:cache|context)\b/.test(inRole) ? [{ from: root, path: `.${inRole}` }] : [];
  return [...found, ...inherited, ...shared];
}

/** A role's value as a contract with one voice writes it. */
function topLevel(role: string, inRole: string): string | undefined {
  const [key = ""] = /^[a-z_]+/.exec(inRole) ?? [];
  return asWritten(["roles", role, key]).length === 1 ? inRole : undefined;
}

function inheritedBy(root: Node | null, role: string): readonly string[] {
  const names: string[] = [];
  for (let name: string | undefined = role; name !== undefined;) {
    const from: Node | null = member(member(member(root, "roles"), name), "inherit");
    name = isScalar(from) && !names.includes(String(from.value)) ? String(from.value) : undefined;
    if (name !== undefined) names.push(name);
  }
  return names;
}

function follow(node: Node | null, rest: string, key: Node | undefined, source: Source, read: FileReader): Reached {
  const next = rest === "" ? undefined : step(node, rest);
  if (next === undefined) return { node, key, rest };
  // A schema's own parts stand in its file.
  if (next.rest !== "" && isText(next.node) && isScalar(next.key) && next.key.value === "schema") {
    const within = open(beside(source.file, next.node.value), read);
    if (within !== undefined) return { ...follow(within.root, next.rest, undefined, within, read), within };
  }
  return follow(next.node, next.rest, next.key, source, read);
}

/** One step along what is left of a path: the longest name that it can begin with. */
function step(node: Node | null, rest: string): Reached | undefined {
  const named = isMap(node)
    ? node.items.map((pair) => ({ names: [textOf(pair.key)], node: pair.value as Node | null, key: pair.key as Node }))
    : isSeq(node)
      ? node.items.map((item, index) => ({
          names: [`[${index}]`, ...namesOf(item as Node)],
          node: item as Node,
          key: undefined,
        }))
      : [];
  const reached = named.flatMap(({ names, ...there }) =>
    names.flatMap((name) => {
      const left = name === undefined ? undefined : without(rest, name);
      return left === undefined ? [] : [{ ...there, rest: left }];
    }),
  );
  return reached.sort((a, b) => a.rest.length - b.rest.length)[0];
}

/** A path without the name that it begins with; undefined where it begins with another. */
function without(rest: string, name: string): string | undefined {
  for (const written of [name, `.${name}`, `[${JSON.stringify(name)}]`]) {
    const left = rest.slice(written.length);
    if (/^[.[]/.test(written) && rest.startsWith(written) && /^(?:$|[.[])/.test(left)) return left;
  }
  return undefined;
}

function namesOf(item: Node | null): readonly (string | undefined)[] {
  return isMap(item) ? NAMES.map((name) => textOf(member(item, name))) : [textOf(item)];
}

function placeOf(reached: Reached, source: Source, sought: Sought, read: FileReader): Place {
  const { node, key, rest, within = source } = reached;
  const whole = rest === "";
  if (whole && isMap(node)) {
    const file = member(node, "file");
    const prompt = isText(file) ? open(beside(source.file, file.value), read) : undefined;
    if (prompt !== undefined) return { file: prompt.file, line: firstDifference(sought) + 1, column: 1 };
    const text = member(node, "text");
    if (isText(text)) return inText(text, within, sought);
  }
  if (whole && isText(node)) return inText(node, within, sought);
  const at = whole && isScalar(node) ? node : (key ?? node);
  return { file: within.file, ...positions(within.text)(at?.range?.[0] ?? 0) };
}

/** The first line that differs of a text in block style; else where the text begins. */
function inText(node: Scalar<string>, { file, text }: Source, sought: Sought): Place {
  const place = positions(text)(node.range?.[0] ?? 0);
  const isBlock = node.type === "BLOCK_LITERAL" && sought.after === node.value;
  if (!isBlock) return { file, ...place };
  return { file, line: place.line + 1 + firstDifference(sought), column: 1 };
}

/** How many lines two texts have in common from their beginning. */
function firstDifference({ before, after }: Sought): number {
  if (typeof before !== "string" || typeof after !== "string") return 0;
  const [earlier = [], later = []] = [before, after].map((text) => text.replace(/\n$/, "").split("\n"));
  const at = later.findIndex((line, index) => line !== earlier[index]);
  // Where only lines at the end are gone, the last that is there.
  return at === -1 ? later.length - 1 : at;
}

function beside(file: string, name: string): string {
  return `${/^(.*[/\\])?[^/\\]*$/s.exec(file)?.[1] ?? ""}${posix.normalize(name)}`;
}

function member(node: Node | null, name: string): Node | null {
  const pair: Pair | undefined = isMap(node) ? node.items.findLast(({ key }) => textOf(key) === name) : undefined;
  return (pair?.value as Node | null | undefined) ?? null;
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) ? String(node.value) : undefined;
}

function isText(node: Node | null): node is Scalar<string> {
  return isScalar(node) && typeof node.value === "string";
}
