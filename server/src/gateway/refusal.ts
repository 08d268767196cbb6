import { asBellwetherError, BellwetherError, isBellwetherError } from "../core/error.ts";
import type { WireCodec } from "../wire/codec.ts";
import { CODECS } from "../wire/codecs.ts";
import { CLIENT_CLOSED_REQUEST, CLIENT_GONE, CLIENT_GONE_COLUMNS } from "./client-gone.ts";
import type { Exchange } from "./exchange.ts";
import type { Outcome } from "./exchange-log.ts";
import type { Incoming } from "./incoming.ts";
import type { GatewayPorts } from "./ports.ts";
import { setProvenanceHeaders } from "./provenance-headers.ts";

/** Ends an exchange that got no answer: recorded as well as can be, and told in the caller's own format. */
export async function refuse(
  ports: GatewayPorts,
  { request, route }: Incoming,
  exchange: Exchange,
  thrown: unknown,
): Promise<Response> {
  const cancelled = thrown === CLIENT_GONE || (request.signal.aborted && !isBellwetherError(thrown));
  const error = cancelled ? new BellwetherError("internal", CLIENT_GONE.message) : asBellwetherError(thrown);
  if (!cancelled && !isBellwetherError(thrown)) ports.report(`exchange ${exchange.id} failed`, thrown);
  ports.counters.refused++;
  const { log } = exchange;
  // Refused before its contract was known: it is recorded all the same, as well as can be.
  if (log !== undefined && !log.reserved) {
    const room = ports.spool.reserve();
    if (room === undefined && !log.bound) ports.counters.unrecorded++;
    log.reserve(room, "best_effort");
  }
  const codec = CODECS[route.format];
  const status = cancelled ? CLIENT_CLOSED_REQUEST : statusOf(error, codec);
  const said = { error_code: error.code, error_message: error.message };
  await exchange
    .end(cancelled ? "cancelled" : outcomeOf(error), status, undefined, cancelled ? CLIENT_GONE_COLUMNS : said)
    .catch((lost: unknown) =>
      ports.report(`the record of the refused exchange ${exchange.id} could not be written`, lost),
    );
  const headers = new Headers();
  setProvenanceHeaders(headers, {
    ...exchange.header,
    violations: exchange.findings.length > 0 ? exchange.findings.map(({ id }) => id) : exchange.header.violations,
  });
  return refusalResponse(error, codec, exchange.id, headers);
}

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
  headers.set("content-type", "application/json");
  headers.set("x-should-retry", String(error.kind.retryable));
  headers.set("request-id", exchange);
  headers.set("x-request-id", exchange);
  headers.set("bellwether-error", error.code);
  for (const [name, value] of Object.entries(codec.errorHeaders?.(error, exchange) ?? {})) headers.set(name, value);
  if (error.retryAfter !== undefined) headers.set("retry-after", String(error.retryAfter));
  return new Response(codec.errorBody(error, exchange), { status: statusOf(error, codec), headers });
}

function statusOf(error: BellwetherError, codec: WireCodec): number {
  return codec.errorStatus?.(error) ?? error.kind.status;
}

/** How an exchange ended whose end is an error of ours. */
function outcomeOf(error: BellwetherError): Outcome {
  if (error.code === "upstream_cut") return "cut";
  return error.kind.fault === "upstream" || error.code === "internal" ? "failed" : "refused";
}
