import type { FillValues } from "../wire/codec.ts";
import type { FieldName, FieldValues } from "../wire/facts.ts";
import type { ContractedRole } from "./contracted.ts";
import { finding, type Finding, sortFindings } from "./findings.ts";
import type { Judged, RequestCase } from "./guard-case.ts";
import { judgeFields } from "./guard-fields.ts";
import { judgeBetas, judgeContextEdits, judgePrompt, judgeTools } from "./guard-parts.ts";
import { acceptsServed } from "./served.ts";

/** What a contract says to a request. */
export interface RequestJudgement {
  /** What holds for this request: the contract's values, or others that were chosen inside its bounds. */
  readonly contractedValues: FieldValues;
  /** What the client left out and `enforce` puts in; empty in the other modes. */
  readonly fills: FillValues;
  /** The most serious first. */
  readonly findings: readonly Finding[];
}

/** An answer and what held for its request. */
export interface ServedCase {
  readonly contracted: ContractedRole;
  /** From `judgeRequest`. */
  readonly contractedValues: FieldValues;
  /** Every model that the response names: its own, and those of its iterations. */
  readonly models: readonly string[];
  /** Every other compared field of which the response speaks. */
  readonly fields?: Omit<FieldValues, "model">;
}

/**
 * Judges a request by its contract. Pure: the same case gives the same judgement.
 *
 * A field that the contract does not declare is not judged. One that is left out is filled under
 * `enforce`, and else departs, because a provider's default may move.
 */
export function judgeRequest(request: RequestCase): RequestJudgement {
  const { contracted, matched } = request;
  const parts: Judged[] = [
    judgeFields(request),
    judgeTools(request),
    judgeContextEdits(request),
    judgeBetas(request),
    judgePrompt(request),
  ];
  const findings = parts.flatMap((part) => part.findings);
  if (!matched.known) findings.push(unknownRole(request));
  const values: FieldValues = {};
  let fills: FillValues = {};
  for (const part of parts) {
    Object.assign(values, part.values);
    Object.assign(fills, part.fills);
  }
  // A request that does not think has no thinking to clear; providers refuse the edit then.
  if ((values.thinking ?? request.facts.fields.thinking) === "disabled" && fills.contextEdits !== undefined) {
    const { contextEdits, ...rest } = fills;
    const kept = contextEdits.filter((edit) => edit.type !== "clear_thinking");
    fills = kept.length === 0 ? rest : { ...rest, contextEdits: kept };
  }
  return {
    contractedValues: values,
    fills: contracted.severity.mode === "enforce" ? fills : {},
    findings: sortFindings(findings),
  };
}

/** Judges an answer by the contract, as far as the response says who answered and how. */
export function judgeServed({ contracted, contractedValues, models, fields = {} }: ServedCase): readonly Finding[] {
  const findings: Finding[] = [];
  const chosen = contractedValues.model;
  for (const served of models.length > 1 ? new Set(models) : models) {
    if (acceptsServed(contracted, served, chosen)) continue;
    findings.push(
      finding(contracted, "SERVED_MODEL_MISMATCH", {
        field: "model",
        requested: served,
        contracted: chosen,
        message: `${served} answered; ${contracted.name} says ${chosen ?? "another model"} for the role ${contracted.role}`,
      }),
    );
  }
  for (const [field, id, what] of ECHOES) {
    const served = fields[field];
    const held = contractedValues[field];
    if (served === undefined || held === undefined || served === held) continue;
    const message = `the provider used the ${what} ${served}; ${contracted.name} says ${held} for the role ${contracted.role}`;
    findings.push(finding(contracted, id, { field, requested: served, contracted: held, message }));
  }
  return sortFindings(findings);
}

/** What else providers say of the answer, and what it is when that is not as was agreed. */
const ECHOES: readonly (readonly [Exclude<FieldName, "model">, Parameters<typeof finding>[1], string])[] = [
  ["weights", "SERVED_MODEL_MISMATCH", "weights"],
  ["effort", "EFFORT_MISMATCH", "effort"],
  ["cache_ttl", "CACHE_TTL_MISMATCH", "cache life"],
];

function unknownRole({ contracted, facts }: RequestCase): Finding {
  const marks = [
    facts.hints.agent === undefined ? [] : ["a sub-agent's id"],
    facts.hints.requestClass === undefined ? [] : [`the class ${facts.hints.requestClass}`],
    [`the model ${facts.fields.model ?? "(none)"}`],
    [`${facts.tools.length} tools`],
  ].flat();
  const message = `no role of ${contracted.name} matches this request; it has ${marks.join(", ")}`;
  const own = contracted.severity.overrides.ROLE_UNKNOWN;
  const found = finding(contracted, "ROLE_UNKNOWN", { message });
  return contracted.unknownIsMain && own === undefined ? { ...found, severity: "note" } : found;
}
