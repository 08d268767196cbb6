import { loadWholeConfig } from "./configuration.ts";
import { renderProblems } from "../contract/problem.ts";
import type { Config } from "../config/config.ts";
import { isBellwetherError } from "../core/error.ts";
import { readText } from "./contract-files.ts";
import { report } from "./lifetime.ts";
import { type Part, PARTS } from "./parts.ts";

/** The processes of a group, which `up` starts; nobody types them. */
const PROCESSES: Readonly<Record<string, (config: Config, only: Part | undefined, worker: number) => Promise<void>>> = {
  __gateway: async (config, only, worker) => (await import("./gateway-process.ts")).runGateway(config, only, worker),
  __control: async (config, only) => (await import("./control-process.ts")).runControl(config, only),
  __shipper: async (config) => (await import("./shipper-process.ts")).runShipper(config),
  __lab: async (config) => (await import("./lab-process.ts")).runLab(config),
};

/**
 * Runs a process of a group where the arguments name one.
 *
 * @returns false where they do not.
 */
export async function runHidden(args: readonly string[]): Promise<boolean> {
  const run = PROCESSES[args[0] ?? ""];
  if (run === undefined) return false;
  // Whatever a process of ours or an engine in it makes is nobody else's to read.
  process.umask(0o077);
  const flag = (name: string): string | undefined => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? undefined : args[at + 1];
  };
  const result = loadWholeConfig({
    config: flag("config"),
    port: flag("port"),
    host: flag("host"),
    data: flag("data"),
  });
  if (!result.ok) {
    process.stderr.write(renderProblems(result.problems, { source: readText }));
    process.exit(3);
  }
  const only = PARTS.find((part) => part === flag("only"));
  try {
    await run(result.config, only, Number(flag("worker") ?? 0));
  } catch (error) {
    // What is worded for people is told to them; anything else is a fault of ours, with its trace.
    if (!isBellwetherError(error)) throw error;
    report((args[0] ?? "").replace("__", ""))(error.message);
    process.exit(3);
  }
  process.exit(0);
}
