import { buildCommand } from "@stricli/core";
import { nearest } from "../../core/nearest.ts";
import { diffContracts, type DiffFinding, requiredBump } from "../../contract/diff/diff.ts";
import { renderDiff } from "../../contract/diff/render-text.ts";
import {
  type Bump,
  bumpOf,
  CHANGE_SEVERITIES,
  type DiffRule,
  PROFILES,
  type Profile,
} from "../../contract/diff/rule.ts";
import { ruleOf, RULES } from "../../contract/diff/rules.ts";
import type { Contract } from "../../contract/contract.ts";
import { renderProblems } from "../../contract/problem.ts";
import { contractAt } from "../../processes/contract-at.ts";
import { type CliContext, ConfigProblems, EXIT, guarded, usageError } from "../context.ts";

const FAIL_ON = ["breaking", "risky", "never"] as const;

interface DiffFlags {
  readonly profile: Profile;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly json: boolean;
}

/** `bellwether contract diff`: what changes for those who rely on a surface. */
export const diff = buildCommand<DiffFlags, [string, string], CliContext>({
  docs: {
    brief: "What changes from one version of a contract to another, and how bad it is",
    fullDescription: `Compare two versions of a contract. Each is a file, or git:REV:PATH, a file as a revision of the repository has it.

Examples
  bellwether contract diff git:main:contracts/code-assistant.yaml contracts/code-assistant.yaml
  bellwether contract diff old.yaml new.yaml --fail-on risky
  bellwether contract diff old.yaml new.yaml --profile shape --json

Exit codes: 0 nothing is as bad as --fail-on says, 1 something is, 3 they could not be compared.`,
  },
  parameters: {
    flags: {
      profile: {
        kind: "enum",
        values: [...PROFILES],
        default: "economics",
        brief: "What is compared: shape, also behaviour, also state, also economics",
      },
      failOn: { kind: "enum", values: [...FAIL_ON], default: "breaking", brief: "The least severity that fails" },
      json: { kind: "boolean", default: false, brief: "Answer in JSON" },
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
    await guarded(this, flags.json, () => {
      const [before, after] = [contractNamed(old, this.colour), contractNamed(next, this.colour)];
      const findings = diffContracts(before, after, { profile: flags.profile, now: Date.now() });
      const names = { before: nameOf(before), after: nameOf(after) };
      const bump = requiredBump(findings);
      this.process.stdout.write(
        flags.json
          ? `${JSON.stringify({ ...names, required_bump: bump ?? null, findings })}\n`
          : renderDiff(names, findings, this.colour),
      );
      return Promise.resolve(fails(findings, flags.failOn) ? EXIT.fail : EXIT.pass);
    });
  },
});

interface ExplainFlags {
  readonly json: boolean;
}

/** `bellwether contract explain`: what a rule means. */
export const explainRule = buildCommand<ExplainFlags, [string?], CliContext>({
  docs: {
    brief: "What a rule of the diff means, what it has done to others, and how to comply",
    fullDescription: `Explain a rule of the diff. Without one: all of them, a line each.

Examples
  bellwether contract explain REASONING_EFFORT_LOWERED
  bellwether contract explain

Exit codes: 0 it was explained, 3 there is no such rule.`,
  },
  parameters: {
    flags: { json: { kind: "boolean", default: false, brief: "Answer in JSON" } },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The rule", parse: String, placeholder: "rule", optional: true }],
    },
  },
  async func(flags, id) {
    await guarded(this, flags.json, () => {
      const chosen = id === undefined ? RULES : [ruleNamed(id)];
      const told = chosen.map((rule) => described(rule));
      if (flags.json) this.process.stdout.write(`${JSON.stringify(id === undefined ? { rules: told } : told[0])}\n`);
      else if (id === undefined)
        for (const rule of told) this.process.stdout.write(`${rule.severity.padEnd(8)}  ${rule.id}: ${rule.why}\n`);
      else
        for (const rule of told)
          this.process.stdout.write(
            [
              `${rule.id} (${rule.subject}): ${rule.severity}, asks for a ${rule.bump} version; the other way round it is ${rule.pair}`,
              `why: ${rule.why}`,
              ...(rule.incident === undefined ? [] : [`what happened: ${rule.incident}`]),
              `to comply: ${rule.comply}`,
              "",
            ].join("\n"),
          );
      return Promise.resolve(EXIT.pass);
    });
  },
});

/** What a rule says of itself. */
function described(rule: DiffRule): Omit<DiffRule, "find" | "bump"> & { readonly bump: Bump } {
  const { id, subject, severity, pair, why, comply, incident } = rule;
  const said = { id, subject, severity, bump: bumpOf(rule), pair, why, comply };
  return incident === undefined ? said : { ...said, incident };
}

function ruleNamed(id: string): (typeof RULES)[number] {
  const rule = ruleOf(id);
  if (rule !== undefined) return rule;
  const meant = nearest(
    id.toUpperCase(),
    RULES.map((one) => one.id),
  );
  throw usageError(
    `there is no rule ${id}; ${meant === undefined ? "bellwether contract explain lists them all" : `did you mean ${meant}?`}`,
  );
}

function contractNamed(named: string, colour: boolean): Contract {
  const found = contractAt(named, process.cwd());
  if (found.ok) return found.contract;
  throw new ConfigProblems(renderProblems(found.problems, { source: found.source, colour }));
}

function nameOf({ surface, version }: Contract): string {
  return `${surface}@${version}`;
}

function fails(findings: readonly DiffFinding[], least: DiffFlags["failOn"]): boolean {
  if (least === "never") return false;
  return findings.some(({ severity }) => CHANGE_SEVERITIES.indexOf(severity) >= CHANGE_SEVERITIES.indexOf(least));
}
