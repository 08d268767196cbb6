import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { buildCommand } from "@stricli/core";
import { departuresOf } from "../../contract/conform/conform.ts";
import { DepartureLog, renderConformance } from "../../contract/conform/report.ts";
import type { Contract } from "../../contract/contract.ts";
import { type Mode, MODES } from "../../contract/document.ts";
import { extended } from "../../contract/learn/extend.ts";
import { learnContract } from "../../contract/learn/learn.ts";
import type { Observation } from "../../contract/learn/observation.ts";
import { type LearntFiles, renderLearnt } from "../../contract/learn/render-yaml.ts";
import { parseContract } from "../../contract/load.ts";
import { BellwetherError } from "../../core/error.ts";
import { observationOf } from "../../session/observe-request.ts";
import type { ReadRequest } from "../../exchange/traffic/read-request.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { contractIn } from "../contract-in.ts";
import { trafficIn } from "../traffic-source.ts";
import { wholeRequestOf } from "../../processes/whole-request.ts";

interface LearnFlags {
  readonly surface?: string;
  readonly version: string;
  readonly mode: Mode;
  readonly out?: string;
  readonly extend?: string;
  readonly clientVersion?: string;
}

/** `bellwether contract learn`: writes a contract as traffic shows it. */
export const learn = buildCommand<LearnFlags, string[], CliContext>({
  docs: {
    brief: "Write a contract from what a product was seen to send",
    fullDescription: `Learn a contract from traffic files: voices, prompts without the parts that change, tools, and values. Give it several sessions, on more than one day and from more than one machine where you can: what changes can only be told where it did. A gateway writes such files where its configuration says capture: { dir: ./traffic }.

What was learnt is held against the same traffic before it is written; what still departs is told.

Examples
  bellwether contract learn traffic/*.jsonl --surface code-assistant --out contracts/code-assistant.yaml
  bellwether contract learn traffic/*.jsonl --extend contracts/code-assistant.yaml --out contracts/next.yaml
  bellwether contract learn traffic/*.jsonl --client-version 2.1.87

Exit codes: 0 all requests are as the contract says, 1 some are not, 3 there was nothing to learn from.`,
  },
  parameters: {
    flags: {
      surface: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "What it is a contract of (default: the client's name)",
        placeholder: "NAME",
      },
      version: { kind: "parsed", parse: String, default: "1.0.0", brief: "Its version", placeholder: "SEMVER" },
      mode: { kind: "enum", values: [...MODES], default: "observe", brief: "What is done with what departs" },
      out: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "The file to write, prompts and schemas beside it (default: all of it to the terminal)",
        placeholder: "FILE",
      },
      extend: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "A contract whose values stay as they are: only what it does not say is learnt",
        placeholder: "FILE",
      },
      clientVersion: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Learn from this release of the client alone",
        placeholder: "VERSION",
      },
    },
    positional: {
      kind: "array",
      parameter: { brief: "Traffic file", parse: String, placeholder: "files" },
      minimum: 1,
    },
  },
  async func(flags, ...files) {
    await guarded(this, false, async () => {
      const { requests, observations } = await readAll(files, flags.clientVersion);
      const existing = flags.extend === undefined ? undefined : contractIn(flags.extend, this.colour);
      const surface = existing?.surface ?? flags.surface ?? surfaceOf(observations);
      const { version, mode } = existing ?? flags;
      const learnt = learnContract(observations, { surface, version, mode });
      const whole =
        existing === undefined ? learnt : { ...learnt, document: extended(learnt.document, existing.document) };
      const folder = flags.out === undefined ? undefined : basename(flags.out, extname(flags.out));
      const rendered = renderLearnt(whole, folder);
      const log = held(loaded(rendered, flags.out ?? "learnt.yaml"), requests);
      if (flags.out === undefined) this.process.stdout.write(rendered.text);
      else write(rendered, resolve(flags.out));
      const report = log.report();
      const said = renderConformance(`${surface}@${version}`, report);
      const where = flags.out === undefined ? "" : `${flags.out} is written; `;
      // What goes into a file by a pipe is the contract alone.
      (flags.out === undefined ? this.process.stderr : this.process.stdout).write(`${where}${said}`);
      return report.groups.length === 0 ? EXIT.pass : EXIT.fail;
    });
  },
});

async function readAll(
  files: readonly string[],
  clientVersion: string | undefined,
): Promise<{ requests: readonly ReadRequest[]; observations: readonly Observation[] }> {
  const requests: ReadRequest[] = [];
  const versions = new Set<string>();
  for (const file of files) {
    if (!existsSync(file)) throw usageError(`there is no traffic file ${file}`);
    for await (const read of trafficIn(resolve(file))) {
      if (!read.ok) continue;
      versions.add(read.request.facts.hints.clientVersion ?? "");
      if (clientVersion === undefined || read.request.facts.hints.clientVersion === clientVersion)
        requests.push(read.request);
    }
  }
  if (requests.length === 0) {
    const known = [...versions].filter((one) => one !== "").join(", ");
    throw usageError(
      clientVersion !== undefined && known !== ""
        ? `no request is of the release ${clientVersion}; there are ${known}`
        : `${files.join(", ")}: no request that asks a model`,
    );
  }
  return { requests, observations: requests.map(observationOf) };
}

function surfaceOf(observations: readonly Observation[]): string {
  const names = new Set(observations.map(({ client }) => client).filter((client) => client !== ""));
  const [only] = names;
  if (only !== undefined && names.size === 1) return only;
  throw usageError("give the contract a name with --surface: the traffic is not of one client that names itself");
}

/** The contract as it will be read from its files. @throws {BellwetherError} `internal` where it is none: our fault. */
function loaded({ text, files }: LearntFiles, file: string): Contract {
  const path = resolve(file);
  const result = parseContract(path, text, (name) => files.get(name.slice(dirname(path).length + 1)));
  if (result.ok) return result.contract;
  const told = result.problems.slice(0, 5).map(({ path: at, message }) => `${at}: ${message}`);
  throw new BellwetherError("internal", `what was learnt is no contract:\n${told.join("\n")}`);
}

function held(contract: Contract, requests: readonly ReadRequest[]): DepartureLog {
  const log = new DepartureLog();
  for (const request of requests) {
    const whole = wholeRequestOf(request);
    log.add(whole, departuresOf(contract, whole));
  }
  return log;
}

function write({ text, files }: LearntFiles, path: string): void {
  for (const [name, content] of [...files, [basename(path), text] as const]) {
    const to = join(dirname(path), name);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }
}
