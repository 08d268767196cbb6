import { buildCommand, buildRouteMap } from "@stricli/core";
import { resolve } from "node:path";
import { nearRetirements } from "../../contract/diff/retirements.ts";
import { loadContract } from "../../contract/load.ts";
import { renderProblems } from "../../contract/problem.ts";
import { findContracts, readText } from "../../processes/contract-files.ts";
import { type CliContext, EXIT, guarded, requireConfig } from "../context.ts";
import { commonFlags, type CommonFlags } from "../flags.ts";
import { comment } from "./contract-comment.ts";
import { conform } from "./contract-conform.ts";
import { diff } from "./contract-diff.ts";
import { explainRule } from "./contract-explain.ts";
import { learn } from "./contract-learn.ts";
import { canShip, gate, register } from "./contract-register.ts";
import { shifts } from "./contract-shifts.ts";
import { channel, list, log, show } from "./contract-versions.ts";

const check = buildCommand<CommonFlags, string[], CliContext>({
  docs: {
    brief: "Check contracts by themselves: every error with file, line and column",
    fullDescription: `Check contract files. Without files: those of the configuration.

Examples
  bellwether contract check contracts/code-assistant.yaml
  bellwether contract check --json

Exit codes: 0 all are good, 1 something is wrong with one, 3 there was nothing to check.`,
  },
  parameters: {
    flags: commonFlags,
    positional: { kind: "array", parameter: { brief: "Contract file", parse: String, placeholder: "files" } },
  },
  async func(flags, ...files) {
    await guarded(this, flags.json, async () => {
      const named = files.map((file) => resolve(file));
      const patterns = named.length > 0 ? named : requireConfig(flags, this.colour).contracts;
      const found = findContracts(patterns);
      if (found.contracts.length + found.broken.length === 0) {
        this.process.stderr.write(
          `bellwether: no contract is there (${patterns.join(", ")}); bellwether init writes one\n`,
        );
        return EXIT.error;
      }
      if (flags.json) {
        const contracts = found.contracts.map((contract) => {
          const { file, surface, version, mode, digest } = contract;
          const warnings = nearRetirements(contract, Date.now());
          return { file, surface, version, mode, digest, problems: [], warnings };
        });
        this.process.stdout.write(`${JSON.stringify({ contracts: [...contracts, ...found.broken] })}\n`);
      } else {
        for (const contract of found.contracts) {
          const { file, surface, version, mode, digest } = contract;
          this.process.stdout.write(`${file}: ${surface}@${version} (${mode}) is good\n  ${digest}\n`);
          for (const near of nearRetirements(contract, Date.now())) this.process.stdout.write(`  warning: ${near}\n`);
        }
        for (const { problems } of found.broken)
          this.process.stderr.write(renderProblems(problems, { source: readText, colour: this.colour }));
      }
      return found.broken.length === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});

/** `bellwether contract`: checks, compares and registers contracts, and says which one is in force. */
export const contractCommands = buildRouteMap({
  routes: {
    check,
    diff,
    conform,
    learn,
    shifts,
    explain: explainRule,
    comment,
    register,
    list,
    show,
    log,
    "can-ship": canShip,
    gate,
    channel,
  },
  docs: { brief: "Check, compare and register contracts, and say which one is in force" },
});

/** Whether a file is a good contract; for `init`, which checks what it has written. */
export function isGoodContract(file: string): boolean {
  return loadContract(file, readText).ok;
}
