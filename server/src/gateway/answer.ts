import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { StreamReader, WireCodec } from "../wire/codec.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import { CLIENT_CLOSED_REQUEST, CLIENT_GONE, CLIENT_GONE_COLUMNS } from "./client-gone.ts";
import type { Decided, Exchange } from "./exchange.ts";
import type { Outcome } from "./exchange-log.ts";
import { HOLD_LIMITS, holdUntilModel, type Held } from "./hold.ts";
import type { GatewayPorts } from "./ports.ts";
import { servedFields, setProvenanceHeaders } from "./provenance-headers.ts";
import { relay } from "./relay.ts";
import { clientHeaders } from "./target.ts";
import type { UpstreamResponse } from "./upstream.ts";
import { decoded, isEncoded, readWhole } from "./whole-body.ts";

/** An answer that has begun, and what it takes to pass it on. */
export interface Answer {
  readonly ports: GatewayPorts;
  readonly exchange: Exchange;
  readonly codec: WireCodec;
  readonly response: UpstreamResponse;
  /** Absent for operations whose answers are not judged. */
  readonly decided: Decided | undefined;
  /** The upstream's call: aborted when its client has gone, when it was silent for too long, or by us. */
  readonly call: AbortController;
  /** Notes that the upstream is alive. */
  readonly heard: () => void;
  /** Called once when nothing more will come. */
  readonly done: () => void;
}

/** Passes an answer on: whole where it is one JSON document, as it comes where it is a stream. */
export async function passOn(answer: Answer): Promise<Response> {
  const type = answer.response.headers.get("content-type") ?? "";
  // A stream that was asked for is read as one, whatever it is called, unless it is a document.
  const asked = answer.decided?.streamed === true && answer.response.status < 400 && !/\bjson\b/i.test(type);
  if (asked || /^text\/event-stream\b/i.test(type)) return passStream(answer);
  return answer.decided === undefined ? passBytes(answer) : passWhole(answer);
}

/**
 * The error of an answer that came from somebody else than was agreed. It names no field of the
 * request: at such a word real clients drop the field and try again.
 */
export function substitutionRefused(decided: Decided): BellwetherError {
  const by = decided.demanded ? "this request demands" : `the contract ${decided.contracted.name} names`;
  return new BellwetherError(
    "contract_violated",
    `refused: the answer did not come from whom ${by}; the record of this exchange says who answered`,
  );
}

async function passWhole(answer: Answer): Promise<Response> {
  const { exchange, codec, response, decided, heard, done, ports } = answer;
  const body = await readWhole(response.body, heard).catch((cause: unknown) => {
    throw brokenOff(answer, cause);
  });
  done();
  const facts = codec.readResponse(await decoded(body, response.headers.get("content-encoding")), response.status);
  const answered = response.status < 400 && facts.error === undefined;
  const critical = decided?.contract.base.safety?.critical === true;
  // An answer that does not say who gave it is nobody's: a safety-critical surface fails closed.
  const unknown = answered && critical && facts.model === undefined && !NO_BODY.has(response.status);
  const refused = exchange.judge(facts) || unknown;
  tellServed(exchange, facts);
  if (refused && decided !== undefined) {
    await exchange.end("refused", 409, facts, { ...upstreamColumns(response), ...REFUSED });
    throw substitutionRefused(decided);
  }
  exchange.deliver(body);
  const outcome: Outcome = !answered ? "failed" : facts.complete ? "complete" : "cut";
  await exchange.end(outcome, response.status, facts, upstreamColumns(response));
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, exchange.header);
  ports.counters.inFlight--;
  return new Response(NO_BODY.has(response.status) ? null : body, { status: response.status, headers });
}

async function passBytes(answer: Answer): Promise<Response> {
  const { exchange, response, done } = answer;
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, exchange.header);
  if (response.body === null || NO_BODY.has(response.status)) {
    done();
    const outcome: Outcome = response.status < 400 ? "complete" : "failed";
    await exchange.end(outcome, response.status, undefined, upstreamColumns(response));
    answer.ports.counters.inFlight--;
    return new Response(null, { status: response.status, headers });
  }
  return new Response(relayed(answer, response.body.getReader(), undefined, undefined), {
    status: response.status,
    headers,
  });
}

async function passStream(answer: Answer): Promise<Response> {
  const { exchange, codec, response, decided, call } = answer;
  const source = (response.body ?? new Blob([]).stream()).getReader();
  const encoded = isEncoded(response.headers.get("content-encoding"));
  // Events that were compressed unasked cannot be read as they pass: their facts are unavailable.
  const reader = decided === undefined || encoded ? undefined : codec.openStream();
  let held: Held | undefined;
  if (decided?.refuseSubstitutes === true) {
    const failsClosed = decided.contract.base.safety?.critical === true;
    held = reader === undefined ? undefined : await hold(answer, source, reader);
    const facts = reader?.facts();
    const unknown = failsClosed && facts?.model === undefined && facts?.error === undefined;
    if ((facts !== undefined && exchange.judge(facts)) || unknown) {
      if (facts?.model !== undefined) exchange.tell({ announced: facts.model });
      await exchange.end("refused", 409, facts, { ...upstreamColumns(response), ...REFUSED });
      call.abort(new BellwetherError("contract_violated", "the answer was refused"));
      throw substitutionRefused(decided);
    }
    if (facts?.model !== undefined) exchange.tell({ announced: facts.model });
  }
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, { ...exchange.header, violations: exchange.findings.map(({ id }) => id) });
  return new Response(relayed(answer, source, reader, held), { status: response.status, headers });
}

/** Holds the beginning of a stream; nothing has been sent yet, so a stream that is cut here is a clean error. */
async function hold(
  answer: Answer,
  source: ReadableStreamDefaultReader<Uint8Array>,
  reader: StreamReader,
): Promise<Held> {
  const timer = (ms: number): Promise<"limit"> => answer.ports.sleep(ms).then(() => "limit" as const);
  try {
    const held = await holdUntilModel(source, reader, HOLD_LIMITS, timer);
    if (held.why === "end" && !reader.facts().complete) throw new Error("the stream ended before its first event");
    return held;
  } catch (cause) {
    throw brokenOff(answer, cause);
  }
}

/** Why an answer broke off: our own reason where we ended the call, else the upstream's cut. */
function brokenOff({ call }: Answer, cause: unknown): unknown {
  const reason: unknown = call.signal.reason ?? cause;
  if (reason === CLIENT_GONE || isBellwetherError(reason)) return reason;
  return new BellwetherError("upstream_cut", "the upstream's answer broke off before its end", { cause: reason });
}

function relayed(
  answer: Answer,
  source: ReadableStreamDefaultReader<Uint8Array>,
  reader: StreamReader | undefined,
  held: Held | undefined,
): ReadableStream<Uint8Array> {
  const { exchange, codec, response, decided, ports, call } = answer;
  const isEvents = reader !== undefined;
  let ending: Promise<string | undefined> | undefined;
  let over = false;
  const finish = (): void => {
    if (over) return;
    over = true;
    call.signal.removeEventListener("abort", onAbort);
    answer.done();
  };
  let left = false;
  // The record is closed before the client has the last bytes: only then is nothing in flight.
  const leave = (): void => {
    if (!left) ports.counters.inFlight--;
    left = true;
  };
  const close = async (outcome: Outcome, parts: Partial<ExchangeRecord> = {}): Promise<void> => {
    const facts = reader?.facts();
    if (facts !== undefined) exchange.judge(facts);
    finish();
    const status = outcome === "cancelled" ? CLIENT_CLOSED_REQUEST : response.status;
    await exchange.end(outcome, status, facts, { ...upstreamColumns(response), ...parts });
  };
  const breakOff = async (cause: unknown): Promise<void> => {
    const reason = brokenOff(answer, cause);
    const closed =
      reason === CLIENT_GONE
        ? close("cancelled", CLIENT_GONE_COLUMNS)
        : close("cut", { error_code: codeOf(reason), error_message: messageOf(reason) });
    await closed.catch((thrown: unknown) =>
      ports.report(`the record of exchange ${exchange.id}, which broke off, could not be written`, thrown),
    );
  };
  // Also where nobody reads the answer any more: an exchange that is never read has to end too.
  const onAbort = (): void => {
    void breakOff(call.signal.reason);
    leave();
  };
  call.signal.addEventListener("abort", onAbort, { once: true });
  if (call.signal.aborted) onAbort();
  return relay({
    source,
    reader,
    held,
    wholeEvents: isEvents && (decided?.refuseSubstitutes === true || exchange.log?.durability === "required"),
    hooks: {
      onChunk: (chunk) => {
        answer.heard();
        exchange.deliver(chunk);
      },
      beforeEnd: () => {
        ending ??= endOfStream();
        return ending;
      },
      onCut: breakOff,
      onCancel: () => call.abort(CLIENT_GONE),
      onOver: leave,
    },
  });

  async function endOfStream(): Promise<string | undefined> {
    const facts = reader?.facts();
    try {
      // Some providers tell only at the end who answered: then the end is an error, and not an answer.
      if (facts !== undefined && decided?.refuseSubstitutes === true && exchange.judge(facts)) {
        await close("refused", REFUSED);
        return codec.errorEvent(substitutionRefused(decided), exchange.id);
      }
      await close(facts?.error === undefined && response.status < 400 ? "complete" : "failed");
      return undefined;
    } catch (thrown) {
      // Bytes of which we know no more than that they are bytes have no place for an event: they break off.
      if (!isEvents || !isBellwetherError(thrown)) throw thrown;
      return codec.errorEvent(thrown, exchange.id);
    }
  }
}

function codeOf(reason: unknown): string {
  return isBellwetherError(reason) ? reason.code : "upstream_cut";
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

/** What the record says of an answer that was refused. */
const REFUSED = { error_code: "contract_violated" } as const;

const NO_BODY = new Set([204, 205, 304]);

function upstreamColumns(response: UpstreamResponse): { upstream_status: number; upstream_request: string } {
  const request = response.headers.get("request-id") ?? response.headers.get("x-request-id") ?? "";
  return { upstream_status: response.status, upstream_request: request };
}

function tellServed(exchange: Exchange, facts: ResponseFacts): void {
  const { usage } = facts;
  const write = usage === undefined ? 0 : usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheWriteOther;
  exchange.tell({
    states: { ...exchange.header.states, served: servedFields(facts) },
    violations: exchange.findings.map(({ id }) => id),
    ...(usage === undefined ? {} : { cache: { read: usage.cacheRead, write } }),
  });
}
