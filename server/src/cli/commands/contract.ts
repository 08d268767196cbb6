import { buildCommand, buildRouteMap } from "@stricli/core";
import { resolve } from "node:path";
import { loadContract } from "../../contract/load.ts";
import { renderProblems } from "../../contract/problem.ts";
import { findContracts, readText } from "../../processes/contract-files.ts";
import { apiClient } from "../api-client.ts";
import { type CliContext, EXIT, guarded, requireConfig, usageError } from "../context.ts";
import { apiFlags, type ApiFlags, commonFlags, type CommonFlags } from "../flags.ts";
import { diff, explainRule } from "./contract-diff.ts";

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
        const contracts = found.contracts.map(({ file, surface, version, mode, digest }) => ({
          file,
          surface,
          version,
          mode,
          digest,
          problems: [],
        }));
        this.process.stdout.write(`${JSON.stringify({ contracts: [...contracts, ...found.broken] })}\n`);
      } else {
        for (const { file, surface, version, mode, digest } of found.contracts)
          this.process.stdout.write(`${file}: ${surface}@${version} (${mode}) is good\n  ${digest}\n`);
        for (const { problems } of found.broken)
          this.process.stderr.write(renderProblems(problems, { source: readText, colour: this.colour }));
      }
      return found.broken.length === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});

const channel = buildCommand<ApiFlags, [string, string], CliContext>({
  docs: {
    brief: "Point a channel at a registered version",
    fullDescription: `Point a channel at a registered version. It is in force everywhere within a second; conversations under way keep the version that they began with, unless their contract says otherwise. Who did it is kept (GET /api/v1/audit).

Examples
  bellwether contract channel code-assistant@1.3.0 stable
  bellwether contract channel code-assistant@1.4.0-rc.1 beta

Exit codes: 0 it points there, 3 it could not be moved.`,
  },
  parameters: {
    flags: apiFlags,
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "What it is to point at", parse: String, placeholder: "surface@version" },
        { brief: "The channel", parse: String, placeholder: "channel" },
      ],
    },
  },
  async func(flags, target, name) {
    await guarded(this, flags.json, async () => {
      const [surface = "", version = ""] = target.split(/@(.*)/s);
      if (surface === "" || version === "")
        throw usageError(`"${target}" names no version: surface@version is expected, such as code-assistant@1.3.0`);
      const path = `/api/v1/channels/${encodeURIComponent(surface)}/${encodeURIComponent(name)}`;
      const moved = await apiClient(flags, this.colour).call("PUT", path, { version });
      this.process.stdout.write(
        flags.json ? `${JSON.stringify(moved)}\n` : `${surface}@${name} is ${version} from now on\n`,
      );
      return EXIT.pass;
    });
  },
});

/** `bellwether contract`: checks and compares contracts, and says which one is in force. */
export const contractCommands = buildRouteMap({
  routes: { check, diff, explain: explainRule, channel },
  docs: { brief: "Check and compare contracts, and say which one is in force" },
});

/** Whether a file is a good contract; for `init`, which checks what it has written. */
export function isGoodContract(file: string): boolean {
  return loadContract(file, readText).ok;
}
