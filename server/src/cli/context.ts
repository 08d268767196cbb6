import { stripVTControlCharacters } from "node:util";
import type { StricliProcess } from "@stricli/core";
import type { Config } from "../config/config.ts";
import type { ConfigFlags } from "../config/load.ts";
import { coverSecrets } from "../config/secret.ts";
import { renderProblems } from "../contract/problem.ts";
import { asBellwetherError, BellwetherError, type ErrorCode, isBellwetherError } from "../core/error.ts";
import { plainLine } from "../core/plain-text.ts";
import { readText } from "../processes/contract-files.ts";
import { loadWholeConfig } from "../processes/configuration.ts";

/** Exit codes of every command. */
export const EXIT = { pass: 0, fail: 1, inconclusive: 2, error: 3 } as const;

/** What a command writes to and says its verdict with. */
export interface CliContext {
  readonly process: StricliProcess;
  /** Whether the terminal takes colours. */
  readonly colour: boolean;
}

/** Something is wrong with a configuration: already worded for people. */
export class ConfigProblems extends Error {}

/** Loads the configuration or says everything that is wrong with it. @throws {ConfigProblems} */
export function requireConfig(flags: ConfigFlags, colour: boolean): Config {
  const result = loadWholeConfig(flags);
  if (result.ok) return result.config;
  const source = (path: string): string | undefined => {
    const text = readText(path);
    return text === undefined ? undefined : coverSecrets(text);
  };
  throw new ConfigProblems(renderProblems(result.problems, { source, colour }));
}

/** Runs a command's work; an error becomes a message and exit code 3. */
export async function guarded(context: CliContext, json: boolean, work: () => Promise<number>): Promise<void> {
  try {
    context.process.exitCode = await work();
  } catch (thrown) {
    context.process.exitCode = EXIT.error;
    if (thrown instanceof ConfigProblems) {
      if (json) writeError(context, "config_invalid", stripVTControlCharacters(thrown.message).trim());
      context.process.stderr.write(thrown.message);
      return;
    }
    const error = asBellwetherError(thrown);
    if (json) writeError(context, error.code, error.message);
    const detail = isBellwetherError(thrown) || !(thrown instanceof Error) ? "" : `\n${thrown.stack ?? thrown.message}`;
    context.process.stderr.write(
      `bellwether: ${error.message
        .split("\n")
        .map((line) => plainLine(line))
        .join("\n")}${detail}\n`,
    );
  }
}

/** What went wrong, for whoever reads the answer as JSON. */
export function writeError({ process }: CliContext, code: ErrorCode, message: string): void {
  process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
}

/** A mistake in how a command was called. */
export function usageError(message: string): BellwetherError {
  return new BellwetherError("usage", message);
}
