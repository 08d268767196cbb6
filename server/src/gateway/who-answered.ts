import { finding, type Finding } from "../contract/findings.ts";
import { isSnapshotOf } from "../contract/served.ts";
import type { RecordParts } from "../exchange/record.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import type { Decided } from "./decided.ts";
import type { Target } from "./target.ts";

const NONE: readonly Finding[] = [];

/** The models that speak to the client in an answer. */
export function modelsOf(facts: ResponseFacts): readonly string[] {
  const models: string[] = facts.model === undefined || facts.model === "" ? [] : [facts.model];
  for (const one of facts.iterations)
    if (answers(one) && one.model !== undefined && one.model !== "") models.push(one.model);
  return models;
}

/** What the record says of whoever answered for the contracted model, in whole or in part. */
export function delegationColumns(
  contractedModel: string | undefined,
  target: Target | undefined,
  servedFindings: readonly Finding[],
  facts: ResponseFacts | undefined,
): RecordParts {
  const events: Record<string, unknown>[] = [];
  if (target?.rule !== undefined) {
    events.push({
      from: contractedModel ?? "",
      to: target.model,
      reason: "fallback",
      rule: target.rule,
      allowed: true,
    });
  }
  for (const finding of servedFindings) {
    if (finding.id === "SERVED_MODEL_MISMATCH")
      events.push({ from: finding.contracted, to: finding.requested, reason: "served", rule: "", allowed: false });
  }
  for (const iteration of (facts?.iterations ?? []).filter((one) => !answers(one) && one.model !== undefined)) {
    events.push({ from: facts?.model ?? "", to: iteration.model, reason: iteration.type, rule: "", allowed: false });
  }
  return events.length === 0 ? {} : { delegated: true, delegations: JSON.stringify(events) };
}

/**
 * Where the contract leaves the model to the caller, the caller's word is what an answer is held
 * against: an alias may resolve to its own dated snapshot, and to nothing else.
 */
export function substitutions(
  { contracted, sentModel: first }: Pick<Decided, "contracted" | "sentModel">,
  fallback: string | undefined,
  models: readonly string[],
): readonly Finding[] {
  const sentModel = fallback ?? first;
  if (contracted.fields.model !== undefined || sentModel === undefined) return NONE;
  const others = [...new Set(models)].filter((model) => model !== sentModel && !isSnapshotOf(model, sentModel));
  return others.map((model) =>
    finding(contracted, "SERVED_MODEL_MISMATCH", {
      field: "model",
      requested: model,
      contracted: sentModel,
      message: `${model} answered; ${sentModel} was asked, and ${contracted.name} leaves the model to the caller`,
    }),
  );
}

/** Iterations whose model speaks to the client; advisors and the like speak to the model. */
function answers(iteration: { readonly type: string }): boolean {
  return iteration.type === "message" || iteration.type === "fallback_message";
}
