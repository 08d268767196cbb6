import type { ToolKind } from "../../contract/document/role.ts";
import { type ShellCommand, shellCommands } from "./shell-words.ts";

/** What a line of shell does to files, where it can be told. */
export interface ShellDeed {
  readonly kind: ToolKind;
  readonly paths: readonly string[];
}

const READS: ReadonlySet<string> = new Set(["cat", "head", "tail", "less", "more", "nl", "bat", "view"]);
const SEARCHES: ReadonlySet<string> = new Set(["rg", "grep", "egrep", "fgrep", "find", "fd", "ls", "tree", "ag"]);

/**
 * What a line of shell does, by its most telling command: agents without tools of their own for files read, change and
 * search them so. A line that does several things is what weighs most of it: writing, changing, reading, searching.
 */
export function shellDeed(line: string): ShellDeed | undefined {
  const found = shellCommands(line).flatMap((words) => deedIn(words) ?? []);
  for (const kind of ["write", "edit", "read", "search"] as const) {
    const same = found.filter((one) => one.kind === kind);
    if (same.length > 0) return { kind, paths: same.flatMap(({ paths }) => paths) };
  }
  return undefined;
}

function deedIn(words: ShellCommand): ShellDeed | undefined {
  const [program = "", ...rest] = withoutPrefix(words);
  const arrow = rest.findIndex((word) => word === ">" || word === ">>");
  const into = arrow === -1 ? undefined : rest[arrow + 1];
  if (into !== undefined && into !== "/dev/null" && !into.startsWith("&"))
    return { kind: rest[arrow] === ">" ? "write" : "edit", paths: [into] };
  const name = program.split("/").at(-1) ?? "";
  const files = rest.filter((word) => !word.startsWith("-") && word !== "<");
  if (name === "apply_patch") return { kind: "edit", paths: [] };
  if (name === "tee") return { kind: "write", paths: files };
  if (name === "sed") return sedDeed(rest, files);
  if (READS.has(name)) return { kind: "read", paths: files.filter((word) => !/^\d+$/.test(word)) };
  return SEARCHES.has(name) ? { kind: "search", paths: [] } : undefined;
}

/** `sed -n '1,80p' FILE` reads, `sed -i EXPRESSION FILE` changes. */
function sedDeed(rest: readonly string[], files: readonly string[]): ShellDeed {
  const inPlace = rest.some((word) => /^-[a-z]*i/.test(word) || word === "--in-place");
  return { kind: inPlace ? "edit" : "read", paths: files.slice(1) };
}

/** A command without what is put before it: `VAR=x`, `sudo`, `time`. */
function withoutPrefix(words: ShellCommand): ShellCommand {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word) && word !== "sudo" && word !== "time");
  return first === -1 ? [] : words.slice(first);
}
