import { stripVTControlCharacters } from "node:util";
import {
  type Application,
  buildApplication,
  buildRouteMap,
  type Command,
  type RouteMap,
  run,
  type StricliProcess,
} from "@stricli/core";
import { wantsColour } from "../config/load.ts";
import { VERSION } from "../core/version.ts";
import { type CliContext, EXIT, writeError } from "./context.ts";

/** Each command by its name, in the order in which help lists them; one is loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<Command<CliContext> | RouteMap<CliContext>>>> = {
  up: async () => (await import("./commands/up.ts")).upCommand,
  init: async () => (await import("./commands/init.ts")).initCommand,
  alert: async () => (await import("./commands/alert.ts")).alertCommands,
  audit: async () => (await import("./commands/audit.ts")).auditCommands,
  contract: async () => (await import("./commands/contract.ts")).contractCommands,
  detect: async () => (await import("./commands/detect.ts")).detectCommand,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluateCommand,
  import: async () => (await import("./commands/import.ts")).importCommand,
  gate: async () => (await import("./commands/gate.ts")).gateCommand,
  monitor: async () => (await import("./commands/monitor.ts")).monitorCommand,
  plan: async () => (await import("./commands/plan.ts")).planCommand,
  query: async () => (await import("./commands/query.ts")).queryCommand,
  test: async () => (await import("./commands/test.ts")).testCommand,
  scenario: async () => (await import("./commands/scenario.ts")).scenarioCommands,
  tail: async () => (await import("./commands/tail.ts")).tailCommand,
  doctor: async () => (await import("./commands/doctor.ts")).doctorCommand,
  lab: async () => (await import("./commands/lab.ts")).labCommands,
  key: async () => (await import("./commands/key.ts")).keyCommands,
  backup: async () => (await import("./commands/backup.ts")).backupCommand,
  restore: async () => (await import("./commands/restore.ts")).restoreCommand,
  store: async () => (await import("./commands/store.ts")).storeCommands,
  tenant: async () => (await import("./commands/tenant.ts")).tenantCommands,
  user: async () => (await import("./commands/user.ts")).userCommands,
};

/**
 * What can be called. Where the first argument names a command the others are left where they are: to load them all
 * takes longer than most commands do. Help, and whatever is no name, needs to know them all.
 */
async function applicationFor(name: string): Promise<Application<CliContext>> {
  const all = Object.entries(COMMANDS);
  const wanted = Object.hasOwn(COMMANDS, name) ? all.filter(([one]) => one === name) : all;
  const loaded = await Promise.all(wanted.map(async ([one, load]) => [one, await load()] as const));
  const routes = buildRouteMap<string, CliContext>({
    routes: Object.fromEntries(loaded),
    docs: {
      brief: "Keeps an AI product's behaviour from changing silently",
      fullDescription:
        "Keeps an AI product's behaviour from changing silently: contracts, a gateway that enforces them, and a record of every answer.",
    },
  });
  return buildApplication(routes, {
    name: "bellwether",
    versionInfo: { currentVersion: VERSION },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { caseStyle: "convert-camel-to-kebab", onlyRequiredInUsageLine: true },
  });
}

/**
 * Whoever reads the answer may stop reading: the verdict stands, and the exit code says it. Where the answer cannot be
 * written for another reason, nobody has it.
 */
function endWithItsReader(output: NodeJS.WriteStream): void {
  output.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`bellwether: the answer could not be written: ${error.message}\n`);
    process.exitCode = EXIT.error;
  });
}

/** Runs the command line; sets the process's exit code. */
export async function runCli(args: readonly string[]): Promise<void> {
  const said = hearing(process.stderr);
  const context = {
    process: said.process,
    colour: process.stderr.isTTY && wantsColour(),
  } satisfies CliContext;
  endWithItsReader(process.stdout);
  await run(await applicationFor(args[0] ?? ""), args, context);
  // The parser has codes of its own for what was typed wrong; ours is 3.
  const code = Number(process.exitCode ?? 0);
  if (code >= 0 && code <= EXIT.error) return;
  process.exitCode = EXIT.error;
  if (asksForJson(args)) writeError(context, "usage", stripVTControlCharacters(said.text()).trim());
}

/** Whether an answer is to be JSON, of a command line that could not be read: its flags are not known. */
function asksForJson(args: readonly string[]): boolean {
  const flags = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  return flags.some((flag, at) => JSON_FLAG.test(flag) || (flag === "--format" && flags[at + 1] === "json"));
}

const JSON_FLAG = /^--json(?:=(?:true|t|yes|y|on|1))?$|^--format=json$/i;

/** Most of what is said on stderr that is kept: a parser says no more than a line or two. */
const KEPT = 4_096;

/** This process, and what was first said through it on stderr. */
function hearing(errors: NodeJS.WriteStream): { readonly process: StricliProcess; text(): string } {
  let text = "";
  return {
    process: {
      stdout: process.stdout,
      stderr: {
        write: (part) => {
          if (text.length < KEPT) text += part.slice(0, KEPT - text.length);
          errors.write(part);
        },
        getColorDepth: (env) => (errors.isTTY ? errors.getColorDepth(env) : 1),
      },
      get exitCode() {
        return process.exitCode ?? null;
      },
      set exitCode(code) {
        process.exitCode = code ?? undefined;
      },
    },
    text: () => text,
  };
}
