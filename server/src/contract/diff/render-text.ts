import type { DiffFinding } from "./diff.ts";
import type { ChangeSeverity } from "./rule.ts";

/** Two versions, as a report names them. */
export interface Compared {
  readonly before: string;
  readonly after: string;
}

const COLOURS: Readonly<Record<ChangeSeverity, string>> = { breaking: "31", risky: "33", safe: "32" };

/** The findings of a diff for a person at a terminal, the most serious first. */
export function renderDiff({ before, after }: Compared, findings: readonly DiffFinding[], colour: boolean): string {
  const paint = (text: string, code: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  if (findings.length === 0) return `${before} -> ${after}: nothing changed\n`;
  const lines = findings.flatMap((finding) => [
    `${paint(finding.severity.padEnd(8), COLOURS[finding.severity])}  ${finding.rule}  ${finding.path}  [${finding.fingerprint}]`,
    `          ${finding.message}${forWhom(finding)}`,
    `          ${paint(finding.why, "2")}`,
  ]);
  return `${before} -> ${after}\n\n${lines.join("\n")}\n\n${tally(findings)}\n`;
}

/** For whom a finding holds, where it does not hold for everybody. */
export function forWhom({ audiences }: Pick<DiffFinding, "audiences">): string {
  if (audiences === undefined) return "";
  const names = audiences.map((audience) => (audience === "" ? "everybody else" : `the audience ${audience}`));
  return ` (for ${names.join(", ")})`;
}

/** How many findings there are of each severity: `1 breaking, 2 risky`. */
export function tally(findings: readonly Pick<DiffFinding, "severity">[]): string {
  const counts = (["breaking", "risky", "safe"] as const)
    .map((severity) => [findings.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0);
  return counts.map(([count, severity]) => `${count} ${severity}`).join(", ");
}
