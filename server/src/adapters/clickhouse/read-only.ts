import { BellwetherError } from "../../core/error.ts";

/**
 * Checks that a text is one statement whose brackets close, so that it can stand as a subquery
 * and cannot reach outside of it. What remains (only reads, only our tables) the engine and the
 * caller check.
 *
 * @returns the statement without a closing semicolon.
 * @throws {BellwetherError} `query_invalid`.
 */
export function singleStatement(text: string): string {
  let depth = 0;
  let end = text.length;
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === "'" || char === '"' || char === "`") {
      at = quotedEnd(text, at, char);
      continue;
    }
    if (text.startsWith("--", at) || char === "#") {
      const line = text.indexOf("\n", at);
      at = line < 0 ? text.length : line + 1;
      continue;
    }
    if (text.startsWith("/*", at)) {
      const close = text.indexOf("*/", at + 2);
      if (close < 0) throw invalid("a comment is not closed");
      at = close + 2;
      continue;
    }
    if (text.startsWith("$", at) && /^\$\w*\$/.test(text.slice(at)))
      throw invalid("dollar-quoted texts are not allowed here");
    if (char === "(") depth++;
    if (char === ")" && --depth < 0) throw invalid("a bracket closes that was not opened");
    if (char === ";") {
      if (text.slice(at + 1).trim() !== "") throw invalid("only one statement is allowed");
      end = at;
      break;
    }
    at++;
  }
  if (depth > 0) throw invalid("a bracket is not closed");
  const statement = text.slice(0, end).trim();
  if (!/^(select|with)\b/i.test(statement)) throw invalid("only a SELECT is allowed");
  return statement;
}

/** Tables and table functions that a statement's syntax tree (EXPLAIN AST) reads from. */
export function tablesOf(tree: string): { readonly tables: readonly string[]; readonly functions: readonly string[] } {
  const tables: string[] = [];
  const functions: string[] = [];
  const lines = tree.split("\n");
  for (const [index, line] of lines.entries()) {
    const table = /^\s*TableIdentifier (\S+)/.exec(line)?.[1];
    if (table !== undefined) tables.push(table);
    if (!/^\s*TableExpression\b/.test(line)) continue;
    const called = /^\s*Function (\S+)/.exec(lines[index + 1] ?? "")?.[1];
    if (called !== undefined) functions.push(called);
  }
  return { tables: [...tables, ...comparedTables(lines)], functions };
}

/** Names on the right of `IN`, which are tables too: `x IN hidden` reads the table `hidden`. */
function comparedTables(lines: readonly string[]): string[] {
  const depth = (line: string): number => line.length - line.trimStart().length;
  return lines.flatMap((line, index) => {
    if (!/^\s*Function (?:global)?(?:not)?(?:null)?in\b/i.test(line)) return [];
    const next = lines.findIndex((other, at) => at > index && depth(other) <= depth(line));
    const operands = lines
      .slice(index + 1, next < 0 ? lines.length : next)
      .filter((other) => depth(other) === depth(line) + 2);
    return /^\s*Identifier (\S+)/.exec(operands[1] ?? "")?.[1] ?? [];
  });
}

const REACHING =
  /^(file|url|uri|s3|gcs|azure|hdfs|remote|cluster|mysql|postgresql|sqlite|mongo|redis|jdbc|odbc|iceberg|delta|hudi|paimon|ytsaurus|executable|input|python|dict|joinget|catboost|filesystem|loop|merge|arrowflight)/i;

/** The first function in a syntax tree that reaches outside of the tables: files, servers, dictionaries. */
export function reachingFunction(tree: string): string | undefined {
  for (const match of tree.matchAll(/^\s*Function (\S+)/gm)) {
    const name = match[1] ?? "";
    if (REACHING.test(name)) return name;
  }
  return undefined;
}

function quotedEnd(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length) {
    if (text[at] === "\\") at += 2;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 2;
    } else at++;
  }
  throw invalid("a quoted text is not closed");
}

function invalid(what: string): BellwetherError {
  return new BellwetherError("query_invalid", `the SQL was refused: ${what}`);
}
