import { buildCommand } from "@stricli/core";
import type { Contract } from "../../contract/contract.ts";
import type { DiffFinding } from "../../contract/diff/diff.ts";
import { tally } from "../../contract/diff/render/words.ts";
import { GATE_VERDICTS, type GateVerdict } from "../../control/control-store.ts";
import { isBellwetherError } from "../../core/error.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { contractIn } from "../contract-in.ts";
import { noticeBody, type NoticeFlags, noticeFlags } from "../notice-flags.ts";
import { type RegistryCaller, registryCaller, type RegistryFlags, registryFlags } from "../registry-caller.ts";
import { pointAt } from "../surface-point.ts";

interface RegisterFlags extends RegistryFlags, NoticeFlags {
  readonly force: boolean;
  readonly reason?: string;
}

interface Told {
  readonly result: "registered" | "known" | "refused";
  readonly surface: string;
  readonly version: string;
  readonly digest: string;
  readonly against?: string | null;
  readonly channel?: string | null;
  readonly forced?: readonly { readonly message: string }[];
  readonly obstacles?: readonly { readonly message: string }[];
  readonly notice?: string | null;
}

/** `bellwether contract register`: makes versions known that never change from then on. */
export const register = buildCommand<RegisterFlags, string[], CliContext>({
  docs: {
    brief: "Register versions of contracts; a version never changes from then on",
    fullDescription: `Register the contract of each file. It is refused where the version exists with another digest, moved less far than its changes ask for, or has a gate that did not pass for this digest; a gate can be passed over with --force and a reason, which is kept. If one file is broken, none is registered.

Where something changes that is not purely safe a notice is written. --why, --note, --margin, --opt and --sunset say in it what the contract cannot; a change for cost needs a margin and a choice.

Examples
  bellwether contract register contracts/code-assistant.yaml
  bellwether contract register contracts/*.yaml --registry bellwether.registry.jsonl
  bellwether contract register contracts/code-assistant.yaml --force --reason "hotfix, gates run tonight"
  bellwether contract register contracts/code-assistant.yaml --why cost --margin 0.01 --opt out --sunset 2027-03-01

Exit codes: 0 all are registered, 1 one was refused, 3 one could not be read or nobody answers.`,
  },
  parameters: {
    flags: {
      ...registryFlags,
      force: { kind: "boolean", default: false, brief: "Pass over gates that did not pass" },
      reason: { kind: "parsed", parse: String, optional: true, brief: "Why; with --force", placeholder: "TEXT" },
      ...noticeFlags,
    },
    positional: {
      kind: "array",
      parameter: { brief: "Contract file", parse: String, placeholder: "files" },
      minimum: 1,
    },
  },
  async func(flags, ...files) {
    await guarded(this, flags.json, async () => {
      if (flags.force && (flags.reason ?? "").trim() === "")
        throw usageError("--force needs a --reason: it is kept with the entry in the audit log");
      if (!flags.force && flags.reason !== undefined) throw usageError("--reason goes with --force");
      const contracts = files.map((file) => contractIn(file, this.colour));
      const caller = registryCaller(flags, this.colour);
      const told: Told[] = [];
      for (const contract of contracts) told.push(await registerOne(caller, contract, flags));
      this.process.stdout.write(
        flags.json ? `${JSON.stringify({ results: told })}\n` : told.map((one) => renderRegistration(one)).join(""),
      );
      return told.some(({ result }) => result === "refused") ? EXIT.fail : EXIT.pass;
    });
  },
});

async function registerOne(caller: RegistryCaller, contract: Contract, flags: RegisterFlags): Promise<Told> {
  const { document, digest, file } = contract;
  const force = flags.force ? { force: true, reason: flags.reason } : {};
  try {
    return (await caller.call("POST", "/api/v1/contracts", {
      document,
      digest,
      file,
      ...force,
      ...noticeBody(flags),
    })) as Told;
  } catch (error) {
    // A refusal is an answer like the others, and what comes after it is still to be registered.
    if (isBellwetherError(error) && error.detail?.["result"] === "refused") return error.detail as unknown as Told;
    throw error;
  }
}

function renderRegistration(told: Told): string {
  const { result, surface, version, digest, against, channel, forced, obstacles, notice } = told;
  const name = `${surface}@${version}`;
  if (result === "known") return `${name} is registered already\n  ${digest}\n`;
  if (result === "refused")
    return `${name} is not registered:\n${(obstacles ?? []).map(({ message }) => `  ${message}\n`).join("")}`;
  return [
    `registered ${name}`,
    `  ${digest}`,
    ...(against == null ? [] : [`  compared with ${surface}@${against}`]),
    ...(forced ?? []).map(({ message }) => `  passed over by force: ${message}`),
    ...(notice == null ? [] : [`  told in the notice ${notice}`]),
    channel == null
      ? `  nobody is given it yet: bellwether contract channel set ${name} stable`
      : `  ${surface}@${channel} points at it, as the first version`,
    "",
  ].join("\n");
}

interface CanShipFlags extends RegistryFlags {
  readonly to: string;
}

interface Shippable {
  readonly ships: boolean;
  readonly from: string | null;
  readonly required_bump: string | null;
  readonly obstacles: readonly { readonly message: string }[];
  readonly findings: readonly DiffFinding[];
}

/** `bellwether contract can-ship`: whether a version may be given to those who follow a channel. */
export const canShip = buildCommand<CanShipFlags, [string], CliContext>({
  docs: {
    brief: "Whether a version may be given to those who follow a channel, and what changes for them",
    fullDescription: `Ask whether a version may be given to those who follow a channel: its gates have passed for its digest, and it could be registered where it is not yet. Names a registered version, or a file.

Examples
  bellwether contract can-ship code-assistant@1.1.0
  bellwether contract can-ship contracts/code-assistant.yaml --to beta

Exit codes: 0 it may, 1 it may not, 3 it could not be told.`,
  },
  parameters: {
    flags: {
      ...registryFlags,
      to: { kind: "parsed", parse: String, default: "stable", brief: "The channel", placeholder: "CHANNEL" },
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "What is to ship", parse: String, placeholder: "surface@version|file" }],
    },
  },
  async func(flags, target) {
    await guarded(this, flags.json, async () => {
      const caller = registryCaller(flags, this.colour);
      const point = pointAt(target);
      const channel = encodeURIComponent(flags.to);
      const told = (await (point === undefined
        ? caller.call("POST", "/api/v1/contracts/can-ship", {
            document: contractIn(target, this.colour).document,
            channel: flags.to,
          })
        : caller.call("GET", `/api/v1/contracts/${point.path}/can-ship?channel=${channel}`))) as Shippable;
      this.process.stdout.write(flags.json ? `${JSON.stringify(told)}\n` : renderShippable(target, flags.to, told));
      return told.ships ? EXIT.pass : EXIT.fail;
    });
  },
});

function renderShippable(target: string, channel: string, { ships, from, obstacles, findings }: Shippable): string {
  const changed = findings.filter(({ severity }) => severity !== "safe");
  return [
    `${target} can${ships ? "" : "not"} ship to ${channel}`,
    ...obstacles.map(({ message }) => `  ${message}`),
    from === null
      ? `  nobody follows ${channel} yet`
      : findings.length === 0
        ? `  nothing changes from ${from}`
        : `  from ${from}: ${tally(findings)}`,
    ...changed.map(({ rule, message }) => `    ${rule}: ${message}`),
    "",
  ].join("\n");
}

interface GateFlags extends RegistryFlags {
  readonly verdict: GateVerdict;
  readonly run?: string;
}

/** `bellwether contract gate`: reports what a gate said of a version. */
export const gate = buildCommand<GateFlags, [string, string], CliContext>({
  docs: {
    brief: "Report what a gate said of a version, by its file or its digest",
    fullDescription: `Report the result of a gate that a contract names. It holds for the digest alone: another word in a prompt, and the gate has to run again.

Examples
  bellwether contract gate contracts/code-assistant.yaml scenarios/core.yaml --verdict pass --run https://ci.example.com/1
  bellwether contract gate sha256:0c1d... scenarios/core.yaml --verdict fail

Exit codes: 0 it is kept, 3 it could not be.`,
  },
  parameters: {
    flags: {
      ...registryFlags,
      verdict: { kind: "enum", values: [...GATE_VERDICTS], brief: "What it said" },
      run: {
        kind: "parsed",
        parse: String,
        optional: true,
        brief: "Where the run can be looked at",
        placeholder: "URL",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "What was tested", parse: String, placeholder: "file|digest" },
        { brief: "The gate, as the contract names it", parse: String, placeholder: "gate" },
      ],
    },
  },
  async func(flags, tested, name) {
    await guarded(this, flags.json, async () => {
      const contract = tested.startsWith("sha256:") ? undefined : contractIn(tested, this.colour);
      const gates = contract?.document.gates ?? [name];
      if (!gates.includes(name))
        throw usageError(
          `${tested} names no gate ${name}: ${gates.length === 0 ? "it has none" : `it has ${gates.join(", ")}`}`,
        );
      const body = { digest: contract?.digest ?? tested, gate: name, verdict: flags.verdict, run: flags.run ?? "" };
      const kept = await registryCaller(flags, this.colour).call("POST", "/api/v1/gates/results", body);
      this.process.stdout.write(
        flags.json ? `${JSON.stringify(kept)}\n` : `${name}: ${flags.verdict} for ${body.digest}\n`,
      );
      return EXIT.pass;
    });
  },
});
