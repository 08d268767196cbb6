import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Problem } from "../contract/problem.ts";
import { type ConfigResult, type FindingsOfParts, type Overrides, parseConfig, type Said } from "./config.ts";
import type { SecretSources } from "./secret.ts";

/** The file that is looked for where none is named. */
export const CONFIG_FILE = "bellwether.config.yaml";

/** The process's own environment and files: the only place of the server that reads them. */
export const processSecrets: SecretSources = {
  env: (name) => process.env[name],
  file: (path) => (isFile(path) ? readFileSync(path, "utf8") : undefined),
};

/** What a command line may say of the configuration. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly port?: string | undefined;
  readonly data?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Loads the configuration: the file that `--config` or `BELLWETHER_CONFIG` names, else
 * `bellwether.config.yaml` in the working folder, else all defaults. `BELLWETHER_PORT`,
 * `BELLWETHER_DATA` and the flags override it.
 */
export function loadConfig(flags: ConfigFlags = {}, cwd = process.cwd(), ofParts?: FindingsOfParts): ConfigResult {
  const named = flags.config ?? process.env["BELLWETHER_CONFIG"];
  const file = resolve(cwd, named ?? CONFIG_FILE);
  const overrides: Overrides = {
    port: said("--port", flags.port) ?? said("BELLWETHER_PORT", process.env["BELLWETHER_PORT"]),
    data: flags.data ?? process.env["BELLWETHER_DATA"],
    labPort: said("BELLWETHER_LAB_PORT", process.env["BELLWETHER_LAB_PORT"]),
    host: flags.host,
  };
  if (!isFile(file)) {
    if (named === undefined) return parseConfig(undefined, "", cwd, overrides, processSecrets, ofParts);
    const problem: Problem = {
      file,
      line: 1,
      column: 1,
      path: "",
      message: "there is no such file",
      hint: "name another with --config, or leave it out for the defaults",
    };
    return { ok: false, problems: [problem] };
  }
  return parseConfig(file, readFileSync(file, "utf8"), cwd, overrides, processSecrets, ofParts);
}

function said(by: string, text: string | undefined): Said | undefined {
  return text === undefined ? undefined : { by, text };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether the person has not asked for text without colours (https://no-color.org). */
export function wantsColour(): boolean {
  return (process.env["NO_COLOR"] ?? "") === "";
}

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** This process's own variables for a child, and others where they are not set. */
export function environmentUnless(otherwise: Environment): Environment {
  return { ...otherwise, ...process.env };
}

/** The process's environment, for a program that it starts. */
export function inheritedEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
