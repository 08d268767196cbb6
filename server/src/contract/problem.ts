import { plainLine } from "../core/plain-text.ts";
/** A place in a document: keys and list indices from its root. */
export type Path = readonly (string | number)[];

/** Something wrong with a contract, at a place in a file. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The place in the document: `roles.main.tools[0].name`; empty for the document itself. */
  readonly path: string;
  /** What is wrong and what would be right. */
  readonly message: string;
  /** What to try. */
  readonly hint?: string;
}

/** Something wrong at a place in the document, before it is known where that stands in the file. */
export interface Finding {
  readonly path: Path;
  /** Whether the key or the value is at fault. */
  readonly at: "key" | "value";
  readonly message: string;
  readonly hint?: string;
  /** True where something is lacking: not told when a part below the path was refused for itself. */
  readonly lacking?: true;
}

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A path as people write it: `roles.main.tools[0].name`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!PLAIN_KEY.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** How problems are printed. */
export interface RenderOptions {
  /** The text of a file that is named by a problem, where it is at hand. */
  readonly source: (file: string) => string | undefined;
  readonly colour?: boolean;
}

/** Long lines are cut around the caret. */
const WIDTH = 100;

/**
 * Prints problems as a compiler does: file, line and column, what is wrong, the line of the file
 * with a caret under the place, and a hint.
 */
export function renderProblems(problems: readonly Problem[], { source, colour = false }: RenderOptions): string {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const blocks = problems.map((problem) => {
    const where = `${plainLine(problem.file)}:${problem.line}:${problem.column}`;
    const place = problem.path === "" ? "" : ` ${paint(2, `(${plainLine(problem.path)})`)}`;
    const lines = [`${paint(1, where)}: ${paint(31, "error")}: ${plainLines(problem.message)}${place}`];
    const line = textOf(problem.file, source)?.split(/\r\n|\n|\r/)[problem.line - 1];
    // Tabs stay, so that the caret stands where it belongs; whatever else a terminal obeys is shown as nothing.
    if (line !== undefined)
      lines.push(
        ...excerpt(
          line
            .split("\t")
            .map((part) => plainLine(part))
            .join("\t"),
          problem,
          paint,
        ),
      );
    if (problem.hint !== undefined) lines.push(`  ${paint(36, "hint")}: ${plainLines(problem.hint)}`);
    return lines.join("\n");
  });
  const count = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return `${blocks.join("\n\n")}\n\n${count}\n`;
}

/** Messages quote what files say. */
function plainLines(text: string): string {
  return text
    .split("\n")
    .map((line) => plainLine(line))
    .join("\n");
}

/** A file's text, where it has one: a problem may be that it has none. */
function textOf(file: string, source: RenderOptions["source"]): string | undefined {
  try {
    return source(file);
  } catch {
    return undefined;
  }
}

function excerpt(line: string, problem: Problem, paint: (code: number, text: string) => string): string[] {
  const number = String(problem.line);
  const start = problem.column > WIDTH - 20 ? problem.column - 40 : 0;
  const shown = (start > 0 ? "…" : "") + line.slice(start, start + WIDTH) + (line.length > start + WIDTH ? "…" : "");
  const before = line.slice(start, problem.column - 1).replace(/[^\t]/g, " ");
  const caret = (start > 0 ? " " : "") + before + paint(31, "^");
  return [`  ${paint(2, `${number} |`)} ${shown}`, `  ${" ".repeat(number.length)} ${paint(2, "|")} ${caret}`];
}
