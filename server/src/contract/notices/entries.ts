import type { Contract } from "../contract.ts";
import { type Delegation, delegationPath } from "../diff/delegations.ts";
import type { DiffFinding } from "../diff/diff.ts";
import { contractFor } from "../resolution.ts";
import { isOwnText, OwnTexts, textChange, textSentence } from "./disclose.ts";
import type { NoticeEntry } from "./notice.ts";

/** Findings that tell those who rely on a surface nothing. */
const UNTOLD: ReadonlySet<string> = new Set(["VERSION_NOT_BUMPED", "ANNOTATION_CHANGED"]);

/** Rules whose sentences name what they found, and quote no value that is left out. */
const NAMING: ReadonlySet<string> = new Set(
  "CACHE_PREFIX_INVALIDATED TOOL_ADDED TOOL_REMOVED ROLE_ADDED ROLE_REMOVED".split(" "),
);

/** Rules that find what a prompt says of the length of answers, and what a notice says of it. */
const LIMITING: ReadonlyMap<string, string> = new Map([
  ["SYSTEM_PROMPT_LENGTH_LIMIT_ADDED", "now limits"],
  ["SYSTEM_PROMPT_LENGTH_LIMIT_REMOVED", "no longer limits as much"],
]);

/** What a notice says of the findings of a diff, the most serious first. */
export function entriesOf(findings: readonly DiffFinding[], before: Contract, after: Contract): readonly NoticeEntry[] {
  const own = new OwnTexts([before.document, after.document]);
  return findings.filter(({ rule }) => !UNTOLD.has(rule)).map((finding) => entryOf(finding, after, own));
}

function entryOf(finding: DiffFinding, after: Contract, own: OwnTexts): NoticeEntry {
  const { rule, subject, severity, fingerprint, path, role, audiences, why } = finding;
  const reason = delegationAt(path, after)?.reason;
  return {
    rule,
    subject,
    severity,
    fingerprint,
    path,
    ...(role === undefined ? {} : { role }),
    ...(audiences === undefined ? {} : { audiences }),
    ...publicly(finding, own),
    matters: why,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** What may be told of a finding: its own sentence only where none of the product's texts is in it or in its values. */
function publicly(finding: DiffFinding, own: OwnTexts): Pick<NoticeEntry, "message" | "before" | "after" | "text"> {
  const { rule, subject, path, before, after, message } = finding;
  // That answers are shorter from now on, their readers have to know; in which words, they have not.
  const limits = LIMITING.get(rule);
  if (limits !== undefined) return { message: `${sectionOf(finding)} ${limits} how long answers are` };
  if (subject === "prompt" || isOwnText(path)) {
    const texts = [before, after].map((value) => (typeof value === "string" ? value : undefined));
    if (texts.every((text) => text === undefined)) return { message: plain(finding) };
    const text = textChange(texts[0] ?? "", texts[1] ?? "");
    return { message: `${plain(finding)}: ${textSentence(text)}`, text };
  }
  const [was, is] = [own.without(before), own.without(after)];
  return {
    message: (NAMING.has(finding.rule) || (was.whole && is.whole)) && !own.areIn(message) ? message : plain(finding),
    ...(was.value === undefined ? {} : { before: was.value }),
    ...(is.value === undefined ? {} : { after: is.value }),
  };
}

/** A sentence of the place alone. */
function plain(finding: DiffFinding): string {
  const { rule, role, before, after } = finding;
  const what =
    rule === "SYSTEM_PROMPT_REORDERED" ? `the order of the system prompt of ${role ?? ""}` : sectionOf(finding);
  return `${what} ${before === undefined ? "is new" : after === undefined ? "is gone" : "is another one"}`;
}

/** The section of a prompt that a finding is of; its path, where it is of none. */
function sectionOf({ path, role }: DiffFinding): string {
  const [, section] = /\.system\.(.+)$/.exec(path) ?? [];
  return section === undefined || role === undefined ? path : `the section ${section} of the system prompt of ${role}`;
}

/** The rule of delegation that a finding's path names, as a version has it. */
export function delegationAt(path: string, contract: Contract): Delegation | undefined {
  return delegationsOf(contract).find((rule) => isAtOrBelow(path, delegationPath(rule)));
}

/** Every rule of delegation of a version, for whomever it holds. */
export function delegationsOf(contract: Contract): readonly Delegation[] {
  return [undefined, ...contract.audiences.keys()].flatMap(
    (audience) => contractFor(contract, audience).delegation?.allow ?? [],
  );
}

function isAtOrBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}.`);
}
