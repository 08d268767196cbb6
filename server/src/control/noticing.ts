import type { Contract } from "../contract/contract.ts";
import type { DiffFinding } from "../contract/diff/diff.ts";
import type { Notice } from "../contract/notices/notice.ts";
import { overlaid, overlayProblems } from "../contract/notices/overlay.ts";
import { type NoticeTerms, termProblems } from "../contract/notices/terms.ts";
import { writeNotice } from "../contract/notices/write.ts";
import type { ControlChange, ControlState } from "./control-store.ts";
import type { Obstacle } from "./registration.ts";

/** A change of a surface that a notice may have to tell of. */
export interface NoticedChange {
  /** Undefined where there is nothing to compare: then there is nothing to tell. */
  readonly before: Contract | undefined;
  readonly after: Contract | undefined;
  readonly findings: readonly DiffFinding[];
  readonly terms: NoticeTerms;
  /** The channel that is to point at the new version; absent where it is registered. */
  readonly channel?: string;
  readonly now: number;
}

/** What a change's notice would be, and what keeps the change from being made as it was asked for. */
export interface Noticed {
  readonly notice: Notice | undefined;
  readonly obstacles: readonly Obstacle[];
}

/** The notice of a change that is decided from a state. Pure. */
export function noticed(change: NoticedChange, state: Pick<ControlState, "revision">): Noticed {
  const { before, after, findings, terms, channel, now } = change;
  const lacking = termProblems(terms, now).map((message): Obstacle => ({
    kind: "terms_incomplete",
    forceable: false,
    message,
  }));
  if (lacking.length > 0 || before === undefined || after === undefined)
    return { notice: undefined, obstacles: lacking };
  const notice = writeNotice({
    before,
    after,
    findings,
    terms,
    ...(channel === undefined ? {} : { channel }),
    at: now,
    // A change that is decided from a revision makes the next one, or is not made.
    number: state.revision + 1,
  });
  return { notice, obstacles: notice === undefined ? [] : choiceObstacles(notice, before, after) };
}

/** What a change adds to the store for its notice. */
export function noticeParts(
  notice: Notice | undefined,
  webhook: boolean,
): Pick<ControlChange, "insertNotices" | "insertDeliveries"> {
  if (notice === undefined) return {};
  const { id, at } = notice;
  return { insertNotices: [notice], ...(webhook ? { insertDeliveries: [{ notice: id, owedAt: at }] } : {}) };
}

/** What an entry of the log says of a change's notice; nothing where there is none. */
export function noticeDetail(notice: Notice | undefined, terms: NoticeTerms): Record<string, unknown> {
  const { why, note, margin, opt, sunset } = terms;
  return { ...(notice === undefined ? {} : { notice: notice.id }), why, note, margin, opt, sunset };
}

/** A choice is offered only where old values and new ones make a contract that holds together. */
function choiceObstacles(notice: Notice, from: Contract, to: Contract): readonly Obstacle[] {
  const paths = notice.choice?.fields.map(({ path }) => path) ?? [];
  if (paths.length === 0) return [];
  const { contract: mixed } = overlaid(to, [{ notice: notice.id, from, to, paths }]);
  const problems = overlayProblems(to, mixed);
  return problems.map((problem) => ({
    kind: "choice_impossible",
    forceable: false,
    message: `tenants cannot be given the old values beside what else is new in ${to.version}: ${problem}. Leave --opt out, or change one thing at a time`,
  }));
}
