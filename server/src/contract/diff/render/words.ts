import { dayOf } from "../../day.ts";
import { renderWitness } from "../../witness/render-text.ts";
import type { DiffFinding } from "../diff.ts";
import type { DiffReport, ReportedFinding, ReportedSurface } from "../report.ts";
import type { Bump } from "../rule.ts";
import type { UnusedWaiver, WeighedFinding } from "../waivers/apply.ts";

/** For whom a finding holds, where it does not hold for everybody. */
export function forWhom({ audiences }: Pick<DiffFinding, "audiences">): string {
  if (audiences === undefined) return "";
  const names = audiences.map((audience) => (audience === "" ? "everybody else" : `the audience ${audience}`));
  return ` (for ${names.join(", ")})`;
}

/** What a finding says, and for whom. */
export function saidOf(finding: DiffFinding): string {
  return `${finding.message}${forWhom(finding)}`;
}

/** The same, and what recorded requests say of it, where they were asked. */
export function sentenceOf(finding: DiffFinding): string {
  const proof = proofOf(finding);
  return proof === undefined ? saidOf(finding) : `${saidOf(finding)}; ${proof}`;
}

/** What recorded requests say of a finding: `witness e1: output_config.effort: "high" -> "medium"`. */
export function proofOf({ proof }: DiffFinding): string | undefined {
  if (proof === undefined) return undefined;
  if (proof.kind === "witness") return `witness ${renderWitness(proof)}`;
  return `no witness in ${proof.requests} ${proof.requests === 1 ? "request" : "requests"}`;
}

/** How many findings there are of each severity, and how many are waived: `1 breaking, 2 risky, 1 waived`. */
export function tally(findings: readonly WeighedFinding[]): string {
  const open = findings.filter(({ waiver }) => waiver === undefined);
  const counts: readonly (readonly [count: number, name: string])[] = [
    ...(["breaking", "risky", "safe"] as const).map(
      (severity) => [open.filter((one) => one.severity === severity).length, severity] as const,
    ),
    [findings.length - open.length, "waived"],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(", ");
}

/** What the version has to be: `asks for a major version`. */
export function asks(bump: Bump | undefined): string {
  return bump === undefined ? "" : `asks for a ${bump} version`;
}

/** What was compared: `helper@1.0.0 -> helper@1.1.0`. */
export function comparedNames({ surface, before, after }: ReportedSurface, arrow = "->"): string {
  if (after === undefined) return `${before ?? surface} ${arrow} gone`;
  return before === undefined ? `new ${arrow} ${after}` : `${before} ${arrow} ${after}`;
}

/** What was agreed of a finding, if anything was. */
export function agreement({ waiver, expired }: WeighedFinding): string | undefined {
  if (waiver !== undefined) return `waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`;
  if (expired === undefined) return undefined;
  return `the waiver of ${expired.owner} ended on ${expired.expires}, so it counts again: give it another day, or undo the change`;
}

/** What is wrong with a waiver that waives nothing. */
export function unusedSentence({ waiver, why }: UnusedWaiver): string {
  return `unused waiver of ${waiver.rule} [${waiver.fingerprint}] by ${waiver.owner}: ${why}`;
}

/** The id under which machines read of unused waivers. */
export const WAIVER_UNUSED = "WAIVER_UNUSED";

/** How long a waiver lasts that is proposed. */
const PROPOSED = 90 * 86_400_000;

/** The lines with which what fails would be waived, ready to be pasted, each owner and reason to be filled in. */
export function proposedWaivers({ surfaces, many, now }: DiffReport): readonly string[] {
  const expires = dayOf(now + PROPOSED);
  return surfaces.flatMap(({ surface, findings }) =>
    findings
      // One that was accepted has its line already.
      .filter(({ fails, expired }) => fails && expired === undefined)
      .map(({ fingerprint, rule }: ReportedFinding) => {
        const of = many ? `, surface: ${surface}` : "";
        return `- { fingerprint: "${fingerprint}", rule: ${rule}${of}, owner: NAME, reason: WHY, expires: ${expires} }`;
      }),
  );
}
