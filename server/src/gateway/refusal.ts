import type { BellwetherError } from "../core/error.ts";
import type { WireCodec } from "../wire/codec.ts";

/**
 * An error as an answer in the caller's own wire format, with the exchange's id as request id.
 *
 * What a retry cannot mend says so (`x-should-retry: false`), because clients retry by themselves
 * and pay again.
 */
export function refusalResponse(
  error: BellwetherError,
  codec: WireCodec,
  exchange: string,
  headers: Headers,
): Response {
  const { status, retryable } = error.kind;
  headers.set("content-type", "application/json");
  headers.set("x-should-retry", String(retryable));
  headers.set("request-id", exchange);
  headers.set("x-request-id", exchange);
  headers.set("bellwether-error", error.code);
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  return new Response(codec.errorBody(error, exchange), { status, headers });
}
