import { canonicalJson, type Json } from "../../core/jcs.ts";
import { sha256Short } from "../../core/digest.ts";
import type { DiffFinding } from "../diff/diff.ts";
import type { Proof } from "../diff/proof.ts";
import { UNEXPLAINED_BEHAVIOUR_CHANGE } from "../diff/surface-rules.ts";
import { bumpOf, type ChangeSeverity, type Subject } from "../diff/rule.ts";
import type { Difference } from "./differences.ts";
import type { Witness, WitnessReport } from "./search.ts";

/**
 * The findings of a diff with what recorded requests say of each; and one more, first of all, where
 * some request is treated otherwise by what no rule takes seriously.
 *
 * @param severities that the configuration sets, by rule.
 */
export function provedFindings(
  report: WitnessReport,
  severities: Readonly<Record<string, ChangeSeverity>> = {},
): readonly DiffFinding[] {
  const { requests, witnessed, unexplained } = report;
  const proved = witnessed.map(({ finding, witness }): DiffFinding => {
    if (witness !== undefined) return { ...finding, proof: proofOf(witness) };
    return UNSEEN.has(finding.subject) ? finding : { ...finding, proof: { kind: "none", requests } };
  });
  return unexplained === undefined ? proved : [unexplainedFinding(unexplained, severities), ...proved];
}

/** What no request can show: promises, and the rules of the house. */
const UNSEEN: ReadonlySet<Subject> = new Set(["governance", "economics"]);

function proofOf({ exchange, session, audience, differences }: Witness): Proof {
  return { kind: "witness", exchange, session, ...(audience === undefined ? {} : { audience }), differences };
}

function unexplainedFinding(witness: Witness, severities: Readonly<Record<string, ChangeSeverity>>): DiffFinding {
  const { id, subject, severity: own, why } = UNEXPLAINED_BEHAVIOUR_CHANGE;
  const severity = (Object.hasOwn(severities, id) ? severities[id] : undefined) ?? own;
  const path = `roles.${witness.role}`;
  // Over where it differs and not over the request: another request of the kind shows the same change.
  const places = witness.differences.map(({ where, path: at }: Difference) => `${where} ${at}`).toSorted();
  return {
    rule: id,
    subject,
    severity,
    bump: bumpOf({ severity }),
    fingerprint: sha256Short(canonicalJson([id, path, places] satisfies Json)).slice(0, 12),
    path,
    role: witness.role,
    message: "a recorded request is treated otherwise, and no rule takes anything that changed for more than safe",
    why,
    proof: proofOf(witness),
  };
}
