import { cacheMissUnexplained } from "./cache-miss-unexplained.ts";
import { cacheTtlMismatch } from "./cache-ttl-mismatch.ts";
import { contextEditRepeated } from "./context-edit-repeated.ts";
import { delegateMismatch } from "./delegate-mismatch.ts";
import { effortImplausible } from "./effort-implausible.ts";
import { fallbackStale } from "./fallback-stale.ts";
import { fieldDropped } from "./field-dropped.ts";
import type { AnswerInvariant, AnswerMoment, Breach, RequestInvariant, RequestMoment } from "./invariant.ts";
import { outputScriptUnexpected } from "./output-script-unexpected.ts";
import { prefixChanged } from "./prefix-changed.ts";
import { reasoningDropped } from "./reasoning-dropped.ts";
import { streamCut } from "./stream-cut.ts";
import { tokensUnexplained } from "./tokens-unexplained.ts";
import { toolCallInvalid } from "./tool-call-invalid.ts";
import { truncationMarked } from "./truncation-marked.ts";
import { toolsReordered } from "./tools-reordered.ts";

/** Every invariant of requests: a new one is a file beside this and a line here. */
export const REQUEST_INVARIANTS: readonly RequestInvariant[] = [
  reasoningDropped,
  contextEditRepeated,
  toolsReordered,
  prefixChanged,
  truncationMarked,
  delegateMismatch,
];

/** Every invariant of answers. */
export const ANSWER_INVARIANTS: readonly AnswerInvariant[] = [
  cacheMissUnexplained,
  cacheTtlMismatch,
  tokensUnexplained,
  toolCallInvalid,
  effortImplausible,
  fieldDropped,
  outputScriptUnexpected,
  streamCut,
  fallbackStale,
];

/** What a request breaks of its session; what was broken at the one before as well began there, or earlier. */
export function checkRequest(moment: RequestMoment): readonly Breach[] {
  return checkedBy(REQUEST_INVARIANTS, moment);
}

const AT_FIRST = REQUEST_INVARIANTS.filter(({ atFirst }) => atFirst === true);

/** What a thread's first request breaks. */
export function checkFirst(moment: RequestMoment): readonly Breach[] {
  return checkedBy(AT_FIRST, moment);
}

function checkedBy(invariants: readonly RequestInvariant[], moment: RequestMoment): readonly Breach[] {
  const found: Breach[] = [];
  for (const { id, check } of invariants) {
    const broken = check(moment);
    if (broken === undefined) continue;
    const earlier = moment.watch.began?.[id];
    found.push({ ...broken, id, began: broken.began ?? earlier ?? moment.exchange });
  }
  return found;
}

/** What an answer breaks. @param exchange its own. */
export function checkAnswer(moment: AnswerMoment, exchange: string): readonly Breach[] {
  let found: Breach[] | undefined;
  for (const { id, check } of ANSWER_INVARIANTS) {
    const broken = check(moment);
    if (broken !== undefined) (found ??= []).push({ ...broken, id, began: broken.began ?? exchange });
  }
  return found ?? NONE;
}

const NONE: readonly Breach[] = [];
