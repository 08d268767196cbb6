import { formatContextEdits } from "../wire/context-edits.ts";
import type { FieldValues } from "../wire/facts.ts";
import { compareTools } from "./contracted-tools.ts";
import { editsAgree, editsAt } from "./edits.ts";
import { finding, type Finding } from "./findings.ts";
import { type Judged, NOTHING, type RequestCase } from "./guard-case.ts";
import { maskPrompt } from "./prompt.ts";

/** Judges which tools are offered, and whether one is forced. */
export function judgeTools({ contracted, facts }: RequestCase): Judged {
  const { tools, toolChoice } = contracted;
  const findings: Finding[] = [];
  let values: FieldValues = {};
  if (tools !== undefined) {
    const { missing, added, changed } = compareTools(tools, facts);
    const digest = contracted.toolsDigests?.[facts.format];
    const agrees = missing.length + added.length + changed.length === 0;
    // Where only names are contracted, tools of these names are as contracted.
    const held = digest ?? (agrees ? facts.fields.tools_digest : undefined);
    values = held === undefined ? {} : { tools_digest: held };
    if (!agrees) {
      const words = [
        ...(missing.length === 0 ? [] : [`without ${listed(missing)}`]),
        ...(added.length === 0 ? [] : [`with ${listed(added)}, undeclared`]),
        ...(changed.length === 0 ? [] : [`with another definition of ${listed(changed)}`]),
      ];
      const message = `the request offers other tools than ${contracted.name} declares: ${words.join("; ")}`;
      findings.push(
        finding(contracted, "TOOLS_MISMATCH", {
          field: "tools_digest",
          requested: facts.fields.tools_digest,
          contracted: digest,
          message,
        }),
      );
    }
  }
  const asked = facts.toolChoice ?? "auto";
  if (toolChoice !== undefined && asked !== toolChoice) {
    const message = `the request has the tool choice ${asked}; ${contracted.name} says ${toolChoice}`;
    findings.push(finding(contracted, "TOOLS_MISMATCH", { requested: asked, contracted: toolChoice, message }));
  }
  return { values, fills: {}, findings };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Judges the context edits that are asked for. */
export function judgeContextEdits({ contracted, facts, idle = {} }: RequestCase): Judged {
  const requested = facts.fields.context_edits;
  if (contracted.edits === undefined) return NOTHING;
  if (editsAgree(contracted, requested ?? "", idle)) {
    return { ...NOTHING, values: { context_edits: requested ?? "" } };
  }
  const edits = editsAt(contracted, idle) ?? [];
  const written = formatContextEdits(edits);
  const values = { context_edits: written };
  if (requested === undefined && contracted.severity.mode === "enforce") {
    return { values, fills: { contextEdits: edits }, findings: [] };
  }
  const message = `the request has the context edits ${requested || "(none)"}; ${contracted.name} says ${written || "(none)"}`;
  const detail = { field: "context_edits", requested, contracted: written, message } as const;
  return { values, fills: {}, findings: [finding(contracted, "CONTEXT_EDIT_UNDECLARED", detail)] };
}

/** Judges the beta features that a request carries, as a set. */
export function judgeBetas({ contracted, facts }: RequestCase): Judged {
  const declared = contracted.fields.betas?.value;
  if (declared === undefined) return NOTHING;
  const values = { betas: declared };
  const requested = facts.fields.betas;
  if ((requested ?? "") === declared) return { ...NOTHING, values };
  if (requested === undefined && contracted.severity.mode === "enforce") {
    return { values, fills: { betas: contracted.betas ?? [] }, findings: [] };
  }
  const message = `the request carries the betas ${requested || "(none)"}; ${contracted.name} says ${declared || "(none)"}`;
  return {
    values,
    fills: {},
    findings: [finding(contracted, "BETAS_MISMATCH", { field: "betas", requested, contracted: declared, message })],
  };
}

/** Judges the system prompt by the digests of its masked sections. */
export function judgePrompt({ contracted, facts, prompt }: RequestCase): Judged {
  const declared = contracted.prompt;
  if (declared === undefined) return NOTHING;
  if (facts.system.length === 0 && declared.text !== "" && contracted.severity.mode === "enforce") {
    return { values: {}, fills: { system: declared.text }, findings: [] };
  }
  const masked = prompt ?? maskPrompt(declared, facts.system);
  if (masked.registered !== false) return NOTHING;
  const unknown = masked.sections.flatMap((section, index) => (section.registered === false ? [index + 1] : []));
  const present = new Set(masked.sections.map((section) => section.digest));
  const missing = declared.sections.filter((section) => !present.has(section.digest)).length;
  const why = [
    ...(unknown.length === 0 ? [] : [`section ${unknown.join(", ")} of ${masked.sections.length} is not in it`]),
    ...(missing === 0
      ? []
      : [`${missing} of its ${declared.sections.length} sections ${missing === 1 ? "is" : "are"} missing`]),
  ];
  const message = `the system prompt is not the one that ${contracted.name} declares: ${why.join("; ") || "its sections have another order"}`;
  return {
    values: {},
    fills: {},
    findings: [
      finding(contracted, "SYSTEM_PROMPT_UNREGISTERED", {
        requested: masked.digest,
        contracted: declared.digest,
        message,
      }),
    ],
  };
}
