import { jsonAnswer, type LabAnswer } from "./answer.ts";
import type { Dialect } from "./dialect.ts";
import type { Faults } from "./faults.ts";
import { LabError } from "./lab-error.ts";

/** Seconds that a 429 asks to wait unless a fault says otherwise. */
const RETRY_AFTER_S = 1;

/** What was thrown, as the provider would answer it; what is not its own is a 500. */
export function refusalOf(thrown: unknown, dialect: Dialect, requestId: string, faults: Faults): LabAnswer {
  const known = thrown instanceof LabError;
  const status = known ? thrown.status : 500;
  const message = known
    ? thrown.message
    : `the lab failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  const retryAfter = faults.retryAfter ?? (status === 429 ? RETRY_AFTER_S : undefined);
  return jsonAnswer(
    dialect.error(status, message, requestId, known ? thrown.field : undefined),
    status,
    {},
    {
      ...dialect.errorHeaders?.(status),
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
      ...(faults.shouldRetry === undefined ? {} : { "x-should-retry": String(faults.shouldRetry) }),
    },
  );
}
