import { canonicalDigest } from "../../core/jcs.ts";
import type { Contract } from "../contract.ts";
import type { DiffFinding } from "../diff/diff.ts";
import { CHANGE_SEVERITIES, type ChangeSeverity } from "../diff/rule.ts";
import { choiceOf } from "./choosable.ts";
import { entriesOf } from "./entries.ts";
import type { Notice } from "./notice.ts";
import type { NoticeTerms } from "./terms.ts";

/** What a notice is written from. */
export interface NoticeCase {
  readonly before: Contract;
  readonly after: Contract;
  /** Of the diff between both. */
  readonly findings: readonly DiffFinding[];
  readonly terms: NoticeTerms;
  /** The channel that is to point at the new version; absent where it is registered. */
  readonly channel?: string;
  /** Milliseconds. */
  readonly at: number;
  /** The entry of the audit log that the change makes. */
  readonly number: number;
}

/**
 * Writes what integrators are told of a change. Pure.
 *
 * @returns undefined where there is nothing to tell: no change, or only such that are safe.
 */
export function writeNotice({ before, after, findings, terms, channel, at, number }: NoticeCase): Notice | undefined {
  const entries = entriesOf(findings, before, after);
  const severity = worst(entries.map((entry) => entry.severity));
  if (severity === undefined || severity === "safe") return undefined;
  const choice = choiceOf(entries, before, after, terms, at);
  const said = {
    number,
    at,
    kind: channel === undefined ? ("registered" as const) : ("promoted" as const),
    surface: after.surface,
    from: before.version,
    to: after.version,
    digests: { from: before.digest, to: after.digest },
    ...(channel === undefined ? {} : { channel }),
    severity,
    terms,
    entries,
    ...(choice === undefined ? {} : { choice }),
  };
  return { id: noticeId(said), ...said, measured: [] };
}

/** The id of a notice: whoever has the notice can check that it is as it was written. */
export function noticeId(said: Omit<Notice, "id" | "measured">): string {
  return `n-${canonicalDigest(said).slice("sha256:".length, "sha256:".length + 16)}`;
}

function worst(severities: readonly ChangeSeverity[]): ChangeSeverity | undefined {
  return CHANGE_SEVERITIES.findLast((severity) => severities.includes(severity));
}
