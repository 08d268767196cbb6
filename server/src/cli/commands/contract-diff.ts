import { buildCommand } from "@stricli/core";
import { FAIL_ON, type FailOn, hasFailed } from "../../contract/diff/report.ts";
import { type Format, FORMATS, render } from "../../contract/diff/render/format.ts";
import { type Profile, PROFILES } from "../../contract/diff/rule.ts";
import { type CliContext, EXIT, guarded, requireConfig, usageError } from "../context.ts";
import { diffReport } from "../diff-report.ts";
import { registryCaller, type RegistryFlags, registryFlags } from "../registry-caller.ts";
import { terminalOf } from "../terminal.ts";

interface DiffFlags extends RegistryFlags {
  readonly profile: Profile;
  readonly failOn: FailOn;
  readonly failOnUnusedWaiver: boolean;
  readonly waivers?: string;
  readonly witness?: string;
  readonly synthetic: boolean;
  readonly format?: Format;
}

/** `bellwether contract diff`: what changes for those who rely on a surface. */
export const diff = buildCommand<DiffFlags, [string, string], CliContext>({
  docs: {
    brief: "What changes from one version of a contract to another, and how bad it is",
    fullDescription: `Compare two versions of a contract. Each is a file, git:REV:PATH (a file as a revision of the repository has it), surface@version or surface@channel as they are registered. Two folders (also git:REV:FOLDER) are compared surface by surface.

Examples
  bellwether contract diff git:main:contracts/code-assistant.yaml contracts/code-assistant.yaml
  bellwether contract diff git:main:contracts contracts --format github
  bellwether contract diff code-assistant@stable contracts/code-assistant.yaml --witness traffic/week.jsonl
  bellwether contract diff old.yaml new.yaml --fail-on risky
  bellwether contract diff old.yaml new.yaml --profile shape --json

With --witness each finding shows a recorded request that it treats otherwise, or that there is none; and behaviour that changes though no rule says so is found. A traffic file has requests whole; of a session or of conditions over records values and digests are compared.

Accepted findings stand in bellwether.waivers.yaml, with an owner, a reason and a last day.

Exit codes: 0 nothing is as bad as --fail-on says, 1 something is, 3 they could not be compared.`,
  },
  parameters: {
    flags: {
      ...registryFlags,
      profile: {
        kind: "enum",
        values: [...PROFILES],
        default: "economics",
        brief: "What is compared: shape, also behaviour, also state, also economics",
      },
      failOn: { kind: "enum", values: [...FAIL_ON], default: "breaking", brief: "The least severity that fails" },
      failOnUnusedWaiver: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Fail, too, where a waiver waives nothing",
      },
      waivers: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "File of accepted findings (default: of the configuration, or bellwether.waivers.yaml beside it)",
        placeholder: "FILE",
      },
      witness: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Seek a request that proves each finding: in a traffic file, a session, or conditions over records",
        placeholder: "FILE|SESSION|QUERY",
      },
      synthetic: { kind: "boolean", default: false, brief: "Witnesses may be lab, test and probe traffic too" },
      format: {
        kind: "enum",
        values: [...FORMATS],
        optional: true,
        brief: "How the answer is written (default: text)",
      },
      json: { kind: "boolean", default: false, brief: "The same as --format json" },
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The version before", parse: String, placeholder: "old" },
        { brief: "The version after", parse: String, placeholder: "new" },
      ],
    },
  },
  async func(flags, old, next) {
    const format = flags.format ?? (flags.json ? "json" : "text");
    await guarded(this, format === "json", async () => {
      if (flags.json && format !== "json") throw usageError(`--json and --format ${format} ask for two answers`);
      const report = await diffReport({
        old,
        next,
        profile: flags.profile,
        failOn: flags.failOn,
        failOnUnused: flags.failOnUnusedWaiver,
        waivers: flags.waivers,
        config: requireConfig(flags, this.colour),
        cwd: process.cwd(),
        colour: this.colour,
        registry: () => registryCaller(flags, this.colour),
        witness: flags.witness === undefined ? undefined : { traffic: flags.witness, synthetic: flags.synthetic },
      });
      this.process.stdout.write(render(report, format, terminalOf(this)));
      return hasFailed(report) ? EXIT.fail : EXIT.pass;
    });
  },
});
