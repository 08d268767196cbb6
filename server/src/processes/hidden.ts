import { loadConfig } from "../config/load.ts";
import { renderProblems } from "../contract/problem.ts";
import type { Config } from "../config/config.ts";
import { readText } from "./contract-files.ts";

/** The parts of a group, which `up` starts as processes of their own; nobody types them. */
const PARTS: Readonly<Record<string, (config: Config, worker: number) => Promise<void>>> = {
  __gateway: async (config, worker) => (await import("./gateway-process.ts")).runGateway(config, worker),
  __control: async (config) => (await import("./control-process.ts")).runControl(config),
  __lab: async (config) => (await import("./lab-process.ts")).runLab(config),
};

/**
 * Runs a part of a group where the arguments name one.
 *
 * @returns false where they do not.
 */
export async function runHidden(args: readonly string[]): Promise<boolean> {
  const part = PARTS[args[0] ?? ""];
  if (part === undefined) return false;
  const flag = (name: string): string | undefined => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const result = loadConfig({ config: flag("config"), port: flag("port"), host: flag("host"), data: flag("data") });
  if (!result.ok) {
    process.stderr.write(renderProblems(result.problems, { source: readText }));
    process.exit(3);
  }
  await part(result.config, Number(flag("worker") ?? 0));
  process.exit(0);
}
