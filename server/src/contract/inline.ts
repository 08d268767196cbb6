import { posix } from "node:path";
import { isMapping } from "./merge.ts";
import type { Finding, Path, Problem } from "./problem.ts";
import { MAX_PROMPT } from "./prompt.ts";
import { parseSource } from "./source.ts";
import { NotUtf8 } from "./utf8-text.ts";

/**
 * Reads a text file by its path; `undefined` when there is none. What it throws becomes a problem
 * at the place that names the file.
 */
export type FileReader = (path: string) => string | undefined;

/** A document with its files read into it, and what was wrong with them. */
export interface Inlined {
  readonly value: Readonly<Record<string, unknown>>;
  /** What is wrong where the document names a file. */
  readonly findings: readonly Finding[];
  /** What is wrong inside of a named file. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the prompts and schemas that a document names into it.
 *
 * It takes any mapping, since an audience's overlay holds parts of a document only, and passes
 * over what has another form than it expects.
 */
export function inlineFiles(
  document: Readonly<Record<string, unknown>>,
  contractFile: string,
  read: FileReader,
): Inlined {
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  const open = (name: string, path: Path): { text: string; file: string } | undefined => {
    const opened = openFile(name, contractFile, read);
    if (opened.ok) return opened;
    if (opened.problem !== undefined) {
      problems.push(opened.problem);
      return undefined;
    }
    findings.push({
      path,
      at: "value",
      message: opened.message,
      ...(opened.hint === undefined ? {} : { hint: opened.hint }),
    });
    return undefined;
  };

  const section = (value: unknown, path: Path): unknown => {
    if (!isMapping(value) || typeof value["file"] !== "string") return value;
    const { file: _, ...rest } = value;
    const opened = open(value["file"], [...path, "file"]);
    return opened === undefined ? value : { ...rest, text: plainText(opened.text) };
  };
  const withSchema = (value: unknown, path: Path): unknown => {
    if (!isMapping(value) || typeof value["schema"] !== "string") return value;
    const at = [...path, "schema"];
    const opened = open(value["schema"], at);
    if (opened === undefined) return value;
    const parsed = parseSource(opened.file, opened.text);
    problems.push(...parsed.problems);
    if (isMapping(parsed.value)) return { ...value, schema: parsed.value };
    if (parsed.problems.length === 0) {
      findings.push({
        path: at,
        at: "value",
        message: `${opened.file} holds no JSON Schema: its root must be a mapping`,
      });
    }
    return value;
  };
  const role = (value: unknown, path: Path): unknown => {
    if (!isMapping(value)) return value;
    const system = each(value, "system", section, path);
    const length = lengthOf(system["system"]);
    if (length > MAX_PROMPT) {
      const message = `this prompt has ${length} characters; no more than ${MAX_PROMPT} are compared with what requests carry`;
      findings.push({ path: [...path, "system"], at: "key", message });
    }
    return {
      ...value,
      ...system,
      ...each(value, "tools", withSchema, path),
      ...(isMapping(value["output"]) ? { output: withSchema(value["output"], [...path, "output"]) } : {}),
    };
  };

  const roles = document["roles"];
  if (!isMapping(roles)) return { value: document, findings, problems };
  const inlined = Object.entries(roles).map(([name, value]) => [name, role(value, ["roles", name])]);
  return { value: { ...document, roles: Object.fromEntries(inlined) }, findings, problems };
}

/** Characters of all sections together. */
function lengthOf(sections: unknown): number {
  if (!Array.isArray(sections)) return 0;
  return sections.reduce<number>((sum, section: unknown) => {
    const text = isMapping(section) ? section["text"] : undefined;
    return sum + (typeof text === "string" ? text.length : 0);
  }, 0);
}

function each(
  role: Readonly<Record<string, unknown>>,
  key: string,
  inline: (item: unknown, path: Path) => unknown,
  path: Path,
): Readonly<Record<string, unknown>> {
  const items = role[key];
  return Array.isArray(items) ? { [key]: items.map((item, index) => inline(item, [...path, key, index])) } : {};
}

type Opened =
  | { readonly ok: true; readonly text: string; readonly file: string }
  | { readonly ok: false; readonly message: string; readonly hint?: string; readonly problem?: Problem };

function openFile(name: string, contractFile: string, read: FileReader): Opened {
  const relative = posix.normalize(name);
  const outside = relative.startsWith("..") || posix.isAbsolute(relative) || /^[a-z]:|\\/i.test(name);
  if (outside) {
    return {
      ok: false,
      message: `the file ${name} is outside of the contract's folder`,
      hint: "a contract names files beside or below itself, with forward slashes",
    };
  }
  // Not posix.join alone: the contract's own path is the machine's, and may have backslashes.
  const folder = /^(.*[/\\])?[^/\\]*$/.exec(contractFile)?.[1] ?? "";
  const file = `${folder}${relative}`;
  try {
    const text = read(file);
    if (text !== undefined) return { ok: true, text, file };
    return {
      ok: false,
      message: `there is no file ${file}`,
      hint: "files are looked for from the contract's own folder",
    };
  } catch (cause) {
    if (cause instanceof NotUtf8) {
      const { line, column, message } = cause;
      return { ok: false, message, problem: { file, line, column, path: "", message } };
    }
    return {
      ok: false,
      message: `the file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    };
  }
}

/** A prompt's text as it counts: without a byte order mark, lines ended by LF, so that a checkout cannot change it. */
function plainText(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}
