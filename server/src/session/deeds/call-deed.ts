import { canonicalText } from "../../wire/json/canonical-text.ts";
import { unlessTooDeep } from "../../wire/json/too-deep.ts";
import { asObject, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import type { CallContent } from "../../wire/content.ts";
import type { ToolKind } from "../../contract/document/role.ts";
import type { Deed } from "./deed.ts";
import { shellDeed } from "./shell-deeds.ts";
import { kindOfTool } from "./tool-kinds.ts";

/** Marks a text by which it is known again, and from which it cannot be told: 12 hex digits or so, keyed. */
export type Mark = (text: string) => string;

/** Where tools say which file they are about, the surest first. */
const PATHS = [
  "file_path",
  "notebook_path",
  "absolute_path",
  "path",
  "filename",
  "file",
  "filepath",
  "target_file",
  "relative_path",
  "dir_path",
] as const;
/** Where tools that run something say what. */
const COMMANDS = ["command", "cmd", "input", "script"] as const;
/** Files of one call that are remembered. */
const MOST_FILES = 64;
const PATCHED = /^\*{3} (?:Update|Add|Delete) File: (.+)$/gm;
const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "zsh", "/bin/bash", "/bin/sh", "/bin/zsh"]);
/** The kinds that are about a file. */
const ABOUT_FILES: ReadonlySet<ToolKind> = new Set(["read", "edit", "write"]);

/** What a call did. @param contracted what tools do, as their contract says. */
export function deedOfCall(call: CallContent, mark: Mark, contracted?: ReadonlyMap<string, ToolKind>): Deed {
  const { name, arguments: written } = call;
  const given = parsed(written);
  const input = asObject(given);
  const said = kindOfTool(name, contracted);
  const told = said === "run" ? toldByShell(input, written) : undefined;
  const { kind, paths } = told ?? { kind: toldByCommand(input, said), paths: pathsIn(input, written) };
  return {
    kind,
    call: mark(
      `${name}\u0000${given === undefined ? written : (unlessTooDeep(() => canonicalText(given)) ?? written)}`,
    ),
    targets: ABOUT_FILES.has(kind) ? [...new Set(paths.map(plainPath))].slice(0, MOST_FILES).map(mark) : [],
  };
}

/** A tool whose command says what it does: `{"command": "view", "path": …}` reads, whatever the tool is called. */
function toldByCommand(input: JsonObject | undefined, said: ToolKind): ToolKind {
  const command = input?.command;
  return typeof command === "string" && said === "edit" ? kindOr(command, said) : said;
}

function kindOr(command: string, said: ToolKind): ToolKind {
  const kind = kindOfTool(command);
  return kind === "other" ? said : kind;
}

function toldByShell(input: JsonObject | undefined, written: string): ReturnType<typeof shellDeed> {
  const line = lineIn(input) ?? (input === undefined ? written : "");
  if (!line.includes("*** Begin Patch")) return shellDeed(line);
  return { kind: "edit", paths: patched(line) };
}

/** The line that is run: a text, or the words of a program, which may be a shell that is given one. */
function lineIn(input: JsonObject | undefined): string | undefined {
  for (const key of COMMANDS) {
    const value = input?.[key];
    if (typeof value === "string") return value;
    if (!Array.isArray(value)) continue;
    const words = value.map(String);
    return SHELLS.has(words[0] ?? "") && /^-\w*c$/.test(words[1] ?? "") ? words[2] : words.join(" ");
  }
  return undefined;
}

function pathsIn(input: JsonObject | undefined, written: string): readonly string[] {
  const key = PATHS.find((name) => typeof input?.[name] === "string");
  if (input !== undefined && key !== undefined) return [String(input[key])];
  const several = [...objectsOf(input?.edits), ...objectsOf(input?.files)].flatMap((one) =>
    PATHS.flatMap((name) => (typeof one[name] === "string" ? [one[name]] : [])),
  );
  if (several.length > 0) return several;
  const listed = input?.paths;
  if (Array.isArray(listed)) return listed.filter((path) => typeof path === "string");
  return patched(
    typeof input?.input === "string" ? input.input : typeof input?.patch === "string" ? input.patch : written,
  );
}

function patched(text: string): readonly string[] {
  return [...text.matchAll(PATCHED)].map(([, path = ""]) => path.trim());
}

/** The same file is the same path, as far as its text tells. */
function plainPath(path: string): string {
  return path.replace(/^\.\//, "").replaceAll(/\/{2,}/g, "/");
}
