import type { FieldName } from "../wire/facts.ts";
import type { ContractedRole } from "./contracted.ts";
import {
  SEVERITIES,
  type Severity,
  severityOf,
  type ViolationId,
  type ViolationKind,
  VIOLATIONS,
} from "./violations.ts";

/** A departure of one request or answer from its contract. */
export interface Finding {
  readonly id: ViolationId;
  readonly kind: ViolationKind;
  readonly severity: Severity;
  /** The compared field that departs. */
  readonly field?: FieldName;
  /** What came: asked for by a request, or used by an answer. */
  readonly requested?: string | number;
  /** What the contract says. */
  readonly contracted?: string | number;
  /** The exchange in which it began, where that is an earlier one. */
  readonly began?: string;
  /** For people and records. Never for a client: it names fields, which makes some clients drop them. */
  readonly message: string;
}

/** What a finding says beside its id. */
export interface FindingDetail {
  readonly field?: FieldName;
  readonly requested?: string | number | undefined;
  readonly contracted?: string | number | undefined;
  readonly began?: string;
  readonly message: string;
}

/** Makes a finding with the severity that the contract gives it. */
export function finding(contracted: ContractedRole, id: ViolationId, detail: FindingDetail): Finding {
  return {
    id,
    kind: VIOLATIONS[id],
    severity: severityOf(id, contracted.severity),
    ...(detail.field === undefined ? {} : { field: detail.field }),
    ...(detail.requested === undefined ? {} : { requested: detail.requested }),
    ...(detail.contracted === undefined ? {} : { contracted: detail.contracted }),
    ...(detail.began === undefined ? {} : { began: detail.began }),
    message: detail.message,
  };
}

/** The most serious first, equals by id. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
  return [...findings].sort((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : Number(a.id > b.id)));
}

/** Whether a judgement refuses the exchange. */
export function isRefused(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "reject");
}

/**
 * What a refused caller is told. It names no request field and no id that contains one: at the
 * word "effort", for example, real clients silently drop the field and try again.
 */
export function refusalMessage(contracted: ContractedRole, findings: readonly Finding[]): string {
  const count = findings.filter(({ severity }) => severity === "reject").length;
  const points = count === 1 ? "one point" : `${count} points`;
  return `refused by the contract ${contracted.name}: the request departs from it in ${points}; the record of this exchange says in which`;
}
