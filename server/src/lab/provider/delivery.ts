import type { LabAnswer } from "./answer.ts";
import { bodyStream } from "./body-stream.ts";
import type { Dialect } from "./dialect.ts";
import type { Faults } from "./faults.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";
import { type Script, scriptOf } from "./script.ts";

/** What putting an answer on the wire needs. */
export interface DeliveryParts {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly ledger: Ledger;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/** The answer as a response that goes out with its faults, while the ledger sees how it ends. */
export function deliver(
  answer: LabAnswer,
  dialect: Dialect,
  faults: Faults,
  entry: LedgerEntry,
  { now, sleep, ledger, signal }: DeliveryParts,
): Response {
  const { body } = answer;
  ledger.note(entry, {
    status: answer.status,
    ...(answer.requestedModel === undefined ? {} : { requested_model: answer.requestedModel }),
    served_model: answer.servedModel ?? null,
    answer_id: answer.answerId ?? null,
  });
  const headers: Record<string, string> = { ...dialect.headers(entry.request_id), ...answer.headers, "x-lab": "1" };
  const init = { status: answer.status, headers };
  if (body.kind === "whole" && !disturbed(faults)) {
    const sent = entry.method === "HEAD" ? 0 : body.bytes.length;
    ledger.note(entry, { bytes_sent: sent, outcome: signal.aborted ? "aborted" : "whole", ended: now() });
    return new Response(sent === 0 ? null : (body.bytes as Uint8Array<ArrayBuffer>), init);
  }
  const script: Script =
    faults.reset === true
      ? { steps: [{ kind: "cut" }], whole: false }
      : scriptOf(body, faults, dialect.streamErrors(entry.request_id));
  if (faults.lengthLie !== undefined) headers["content-length"] = String(lengthOf(script) + faults.lengthLie);
  let sent = 0;
  const stream = bodyStream(script.steps, sleep, signal, {
    sent: (bytes) => {
      sent += bytes;
    },
    ended: (how) => {
      const outcome = how === "done" ? (script.whole ? "whole" : "cut") : how;
      ledger.note(entry, { bytes_sent: sent, outcome, ended: now() });
    },
  });
  return new Response(stream, init);
}

/** Whether something happens to the body on its way. */
function disturbed(faults: Faults): boolean {
  const { silent, cut, cutClean, slow, malformed, lengthLie, reset } = faults;
  return [silent, cut, cutClean, slow, malformed, lengthLie, reset].some((fault) => fault !== undefined);
}

function lengthOf(script: Script): number {
  return script.steps.reduce((sum, step) => sum + (step.kind === "send" ? step.bytes.length : 0), 0);
}
