/** Who has to act on an error. */
export type Fault = "caller" | "upstream" | "us";

/** What an error code stands for: the HTTP status it becomes, whether a retry can help, whose it is. */
export interface ErrorKind {
  readonly status: number;
  readonly retryable: boolean;
  readonly fault: Fault;
}

const caller = (status: number): ErrorKind => ({ status, retryable: false, fault: "caller" });
const upstream = (status: number, retryable = true): ErrorKind => ({ status, retryable, fault: "upstream" });
const us = (status: number, retryable = true): ErrorKind => ({ status, retryable, fault: "us" });

/**
 * Every code that Bellwether can answer with.
 *
 * What refuses by contract is 409: on a 400 or 422 real clients drop fields and try again, on a
 * 5xx they retry and pay again.
 */
export const ERROR_KINDS = {
  // The request itself.
  body_malformed: caller(400),
  body_ambiguous: caller(409),
  body_too_large: caller(413),
  body_too_slow: caller(408),
  header_invalid: caller(400),
  key_missing: caller(401),
  key_unknown: caller(401),
  key_not_allowed: caller(403),
  assertion_not_allowed: caller(403),
  route_unknown: caller(404),
  route_refused: caller(403),
  method_not_allowed: caller(405),
  exchange_unknown: caller(404),
  query_invalid: caller(400),
  resource_unknown: caller(404),
  // The contract.
  contract_missing: caller(409),
  contract_unknown: caller(409),
  contract_violated: caller(409),
  /** A version that may not be registered as it is. */
  contract_refused: caller(409),
  /** A choice that a notice does not give, or not any more. */
  choice_refused: caller(409),
  requirement_unmet: caller(412),
  requirement_invalid: caller(412),
  model_unroutable: caller(409),
  // The upstream.
  upstream_unreachable: upstream(502),
  upstream_timeout: upstream(504, false),
  upstream_cut: upstream(502),
  upstream_redirected: upstream(502, false),
  upstream_credentials_missing: upstream(503, false),
  // Ourselves.
  record_not_durable: us(503),
  spool_full: us(503),
  not_ready: us(503),
  draining: us(503),
  store_unreachable: us(503),
  /** Somebody else changed the same thing at the same time; what was asked may still make sense. */
  change_conflict: { status: 409, retryable: true, fault: "us" },
  internal: us(500, false),
  // What a command can meet; the status is what the API answers with.
  value_not_canonical: caller(400),
  config_invalid: caller(400),
  contract_invalid: caller(400),
  usage: caller(400),
} as const satisfies Record<string, ErrorKind>;

/** A code of the table. */
export type ErrorCode = keyof typeof ERROR_KINDS;

/** What an error may carry beside its message. */
export interface ErrorDetail {
  readonly cause?: unknown;
  /** Seconds after which a retry makes sense. */
  readonly retryAfter?: number;
  /** Machine-readable facts for the caller; never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

const BRAND = Symbol.for("bellwether.error");

/**
 * The one error of Bellwether. The message says what is wrong, where, and what to do; callers
 * decide by `code`, never by message.
 */
export class BellwetherError extends Error {
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly detail: Readonly<Record<string, unknown>> | undefined;
  readonly [BRAND] = true;

  constructor(code: ErrorCode, message: string, options: ErrorDetail = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "BellwetherError";
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.detail = options.detail;
  }

  get kind(): ErrorKind {
    return ERROR_KINDS[this.code];
  }
}

/** Whether something thrown is ours, also across copies of this module. */
export function isBellwetherError(thrown: unknown): thrown is BellwetherError {
  return typeof thrown === "object" && thrown !== null && BRAND in thrown;
}

/** Anything thrown, as our error: what is not ours becomes `internal` with the cause kept. */
export function asBellwetherError(thrown: unknown): BellwetherError {
  if (isBellwetherError(thrown)) return thrown;
  return new BellwetherError("internal", "something went wrong inside Bellwether; the log has the cause", {
    cause: thrown,
  });
}
