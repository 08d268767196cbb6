import { buildApplication, buildRouteMap, run, type StricliProcess } from "@stricli/core";
import { wantsColour } from "../config/load.ts";
import { VERSION } from "../core/version.ts";
import { alertCommands } from "./commands/alert.ts";
import { auditCommands } from "./commands/audit.ts";
import { backupCommand } from "./commands/backup.ts";
import { contractCommands } from "./commands/contract.ts";
import { detectCommand } from "./commands/detect.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { gateCommand } from "./commands/gate.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { keyCommands } from "./commands/key.ts";
import { labCommands } from "./commands/lab.ts";
import { monitorCommand } from "./commands/monitor.ts";
import { planCommand } from "./commands/plan.ts";
import { queryCommand } from "./commands/query.ts";
import { restoreCommand } from "./commands/restore.ts";
import { scenarioCommands } from "./commands/scenario.ts";
import { storeCommands } from "./commands/store.ts";
import { tailCommand } from "./commands/tail.ts";
import { tenantCommands } from "./commands/tenant.ts";
import { testCommand } from "./commands/test.ts";
import { upCommand } from "./commands/up.ts";
import { userCommands } from "./commands/user.ts";
import { type CliContext, EXIT } from "./context.ts";

const routes = buildRouteMap<string, CliContext>({
  routes: {
    up: upCommand,
    init: initCommand,
    alert: alertCommands,
    audit: auditCommands,
    contract: contractCommands,
    detect: detectCommand,
    evaluate: evaluateCommand,
    import: importCommand,
    gate: gateCommand,
    monitor: monitorCommand,
    plan: planCommand,
    query: queryCommand,
    test: testCommand,
    scenario: scenarioCommands,
    tail: tailCommand,
    doctor: doctorCommand,
    lab: labCommands,
    key: keyCommands,
    backup: backupCommand,
    restore: restoreCommand,
    store: storeCommands,
    tenant: tenantCommands,
    user: userCommands,
  },
  docs: {
    brief: "Keeps an AI product's behaviour from changing silently",
    fullDescription:
      "Keeps an AI product's behaviour from changing silently: contracts, a gateway that enforces them, and a record of every answer.",
  },
});

const app = buildApplication(routes, {
  name: "bellwether",
  versionInfo: { currentVersion: VERSION },
  scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
  documentation: { caseStyle: "convert-camel-to-kebab", onlyRequiredInUsageLine: true },
});

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
  const context = {
    process: process as unknown as StricliProcess,
    colour: process.stderr.isTTY && wantsColour(),
  } satisfies CliContext;
  endWithItsReader(process.stdout);
  await run(app, args, context);
  // The parser has codes of its own for what was typed wrong; ours is 3.
  const code = Number(process.exitCode ?? 0);
  if (code < 0 || code > EXIT.error) process.exitCode = EXIT.error;
}
