import { isCollection, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";
import { plainJsonValue } from "./json-source.ts";
import { formatPath, type Finding, type Path, type Problem } from "./problem.ts";

/** A YAML or JSON text as a value, with the way back from a place in the value to one in the text. */
export interface ParsedSource {
  /** Undefined when the text could not be read at all. */
  readonly value: unknown;
  /** Whether the value is all that the text says; if not, only the text's own problems count. */
  readonly whole: boolean;
  /** What is wrong with the text itself. */
  readonly problems: readonly Problem[];
  /** Turns something wrong in the value into a problem of this file. */
  readonly place: (finding: Finding) => Problem;
  /** Whether the text itself has something at this place. */
  readonly has: (path: Path) => boolean;
}

/** YAML documents with more aliases than this are refused: they could grow without bound. */
const MAX_ALIASES = 100;

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "this key stands here twice; keep one of the two",
  MULTIPLE_DOCS: "one file holds one document; take the second away",
  TAB_AS_INDENT: "YAML is indented by spaces, not by tabs",
  TAG_RESOLVE_FAILED: "YAML tags (!name) mean nothing here; take it away",
};

/** Reads YAML 1.2 (core schema, so `off` is a word) or JSON, which is a part of it. */
export function parseSource(file: string, text: string): ParsedSource {
  const plain = plainJsonValue(text);
  if (plain === undefined) return parseYaml(file, text);
  // Places are asked for where something is wrong with the value, which is seldom.
  let placed: ParsedSource | undefined;
  const source = (): ParsedSource => (placed ??= parseYaml(file, text));
  return {
    value: plain,
    whole: true,
    problems: [],
    place: (finding) => source().place(finding),
    has: (path) => source().has(path),
  };
}

function parseYaml(file: string, text: string): ParsedSource {
  const at = positions(text);
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    prettyErrors: false,
    // Warnings are problems here, and told as such; the library need not print them too.
    logLevel: "error",
  });
  const problems = new Map<number, Problem>();
  for (const { pos, code, message } of [...document.errors, ...document.warnings]) {
    // One slip makes several errors at one place; the first says the most.
    if (problems.has(pos[0])) continue;
    const said = PLAIN_WORDS[code] ?? `this is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
    problems.set(pos[0], { file, ...at(pos[0]), path: "", message: said });
  }
  const root = document.contents as Node | null;
  const place = ({ path, at: target, message, hint }: Finding): Problem => ({
    file,
    ...at(offsetOf(root, path, target) ?? 0),
    path: formatPath(path),
    message,
    ...(hint === undefined ? {} : { hint }),
  });

  const found = [...problems.values()];
  let whole = document.errors.every((error) => error.code === "DUPLICATE_KEY");
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    // The parser goes on after an error; a broken alias can then not be followed.
    whole = false;
    const detail = cause instanceof Error ? cause.message : String(cause);
    const message = /alias/i.test(detail)
      ? "aliases stand for aliases here, so that the document grows without bound; write out what they stand for"
      : `this is not YAML: ${detail}`;
    if (found.length === 0) found.push({ file, ...at(firstAlias(root)), path: "", message });
  }
  for (const [path, message] of notJson(value)) {
    // Nobody can walk through a value that has no end.
    if (message === ENDLESS) whole = false;
    found.push(place({ path, at: "value", message }));
  }
  return { value, whole, problems: found, place, has: (path) => offsetOf(root, path, "value", true) !== undefined };
}

/** Where the first alias of a document stands. */
function firstAlias(root: Node | null): number {
  let first = 0;
  visit(root, {
    Alias: (_, { range }) => {
      first = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return first;
}

/** From an offset in a text to its line and column; the library's own counter errs after some errors. */
export function positions(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (end) => end.index + end[0].length)];
  return (offset) => {
    const within = Math.min(offset, text.length);
    const line = starts.findLastIndex((start) => start <= within);
    return { line: line + 1, column: within - (starts[line] ?? 0) + 1 };
  };
}

const ENDLESS = "this alias stands for something that it is itself a part of";

/** What JSON cannot hold of a value, and where. */
function notJson(root: unknown): readonly (readonly [Path, string])[] {
  const found: [Path, string][] = [];
  const path: (string | number)[] = [];
  const above = new Set<object>();
  const visitValue = (value: unknown): void => {
    if (typeof value === "number" && !Number.isFinite(value))
      found.push([[...path], "this number is not finite; JSON cannot hold it"]);
    else if (typeof value === "string" && !value.isWellFormed())
      found.push([[...path], "this text holds half of a surrogate pair; JSON cannot hold it"]);
    else if (typeof value !== "object" || value === null) return;
    else if (above.has(value)) found.push([[...path], ENDLESS]);
    else visitMembers(value);
  };
  const visitMembers = (value: object): void => {
    above.add(value);
    const isList = Array.isArray(value);
    for (const [key, item] of Object.entries(value)) {
      path.push(isList ? Number(key) : key);
      if (!isList && key === "__proto__")
        found.push([[...path], "this key means something else to the programs that read it"]);
      visitValue(item);
      path.pop();
    }
    above.delete(value);
  };
  visitValue(root);
  return found;
}

/** The offset of the deepest part of a path that the text has; with `whole`, only of the whole path. */
function offsetOf(root: Node | null, path: Path, target: "key" | "value", whole = false): number | undefined {
  let node: Node | null = root;
  let key: Node | undefined;
  let depth = 0;
  for (const step of path) {
    const next = child(node, step);
    if (next === undefined) break;
    node = next.value;
    key = next.key;
    depth += 1;
  }
  if (whole && depth < path.length) return undefined;
  // What is missing is shown at the key of what lacks it; a list's item has no key.
  const useKey = depth < path.length || target === "key" || node === null || (isCollection(node) && key !== undefined);
  const chosen = useKey ? (key ?? node) : node;
  return chosen?.range?.[0];
}

function child(node: Node | null, step: string | number): { key: Node | undefined; value: Node | null } | undefined {
  if (isMap(node)) {
    // The last of two equal keys is the one whose value counts.
    const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair === undefined ? undefined : { key: pair.key as Node, value: pair.value as Node | null };
  }
  if (isSeq(node) && typeof step === "number" && step < node.items.length) {
    return { key: undefined, value: node.items[step] as Node };
  }
  // What an alias stands for is written elsewhere: the alias itself is the place.
  return undefined;
}
