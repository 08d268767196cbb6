import { isRefused, refusalMessage } from "../contract/findings.ts";
import type { RequestJudgement } from "../contract/guard.ts";
import { checkRequirements, parseRequirements, type Requirement, requirementError } from "../contract/requirement.ts";
import { BellwetherError } from "../core/error.ts";
import type { FieldValues, RequestFacts } from "../wire/facts.ts";
import type { CallerHeaders } from "./caller.ts";
import type { Exchange } from "./exchange.ts";
import type { Binding, Voice } from "./plan.ts";
import { printable } from "./provenance-headers.ts";
import type { Target } from "./target.ts";

/** What the caller demands of whoever answers. @throws {BellwetherError} where it cannot be read. */
export function demandsOf(caller: CallerHeaders): readonly Requirement[] {
  if (caller.require === undefined) return [];
  const parsed = parseRequirements(caller.require);
  if (!parsed.ok) throw parsed.error;
  return parsed.requirements;
}

/** Whether a demand is that nobody else answers. */
export function isAgainstSubstitution(demand: Requirement): boolean {
  return demand.name === "substitution" || demand.name === "delegation" || demand.name === "model";
}

/**
 * Refuses what departs from the contract where that refuses it, or from what the caller demands.
 *
 * @throws {BellwetherError} `contract_violated`, `body_ambiguous`, or what is unmet of the demands.
 */
export function refuseWhatDeparts(
  exchange: Exchange,
  binding: Binding,
  voice: Voice,
  judgement: RequestJudgement,
  sent: FieldValues,
  demands: readonly Requirement[],
  targets: readonly Target[],
  facts: RequestFacts,
): void {
  exchange.tell({ violations: judgement.findings.map(({ id }) => id) });
  const provider = voice.contracted.model.provider ?? targets[0]?.upstream.name;
  const region = voice.contracted.model.region ?? targets[0]?.upstream.region;
  const unmet = checkRequirements(demands, {
    digest: binding.contract.digest,
    ...(sent.model === undefined ? {} : { model: sent.model }),
    ...(provider === undefined ? {} : { provider }),
    ...(region === undefined || region === "" ? {} : { region }),
    ...(sent.effort === undefined ? {} : { effort: sent.effort }),
    ...(sent.thinking === undefined ? {} : { thinking: sent.thinking }),
    ...(sent.max_tokens === undefined ? {} : { maxTokens: sent.max_tokens }),
    canRefuseSubstitution: true,
    canRefuseDelegation: true,
  });
  if (unmet.length > 0) throw requirementError(unmet);
  if (binding.terms.mode !== "observe" && facts.saidTwice !== undefined) {
    throw new BellwetherError(
      "body_ambiguous",
      `the request body says ${printable(facts.saidTwice)} twice, and readers differ in which they take; send each key once`,
    );
  }
  if (isRefused(judgement.findings))
    throw new BellwetherError("contract_violated", refusalMessage(voice.contracted, judgement.findings));
}
