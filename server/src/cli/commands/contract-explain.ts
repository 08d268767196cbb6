import { buildCommand } from "@stricli/core";
import { KNOWN_RULES, knownRule } from "../../contract/diff/known-rules.ts";
import { type Bump, bumpOf, type RuleText } from "../../contract/diff/rule.ts";
import { nearest } from "../../core/nearest.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";

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
      const chosen = id === undefined ? KNOWN_RULES : [ruleNamed(id)];
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
function described(rule: RuleText): Omit<RuleText, "bump"> & { readonly bump: Bump } {
  const { id, subject, severity, pair, why, comply, incident } = rule;
  const said = { id, subject, severity, bump: bumpOf(rule), pair, why, comply };
  return incident === undefined ? said : { ...said, incident };
}

function ruleNamed(id: string): RuleText {
  const rule = knownRule(id);
  if (rule !== undefined) return rule;
  const meant = nearest(
    id.toUpperCase(),
    KNOWN_RULES.map((one) => one.id),
  );
  throw usageError(
    `there is no rule ${id}; ${meant === undefined ? "bellwether contract explain lists them all" : `did you mean ${meant}?`}`,
  );
}
