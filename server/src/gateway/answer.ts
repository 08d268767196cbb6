import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { StreamReader, WireCodec } from "../wire/codec.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import type { Decided, Exchange } from "./exchange.ts";
import type { Outcome } from "./exchange-log.ts";
import { HOLD_LIMITS, holdUntilModel, type Held } from "./hold.ts";
import type { GatewayPorts } from "./ports.ts";
import { servedFields, setProvenanceHeaders } from "./provenance-headers.ts";
import { relay } from "./relay.ts";
import { clientHeaders } from "./target.ts";
import type { UpstreamResponse } from "./upstream.ts";

/** An answer that has begun, and what it takes to pass it on. */
export interface Answer {
  readonly ports: GatewayPorts;
  readonly exchange: Exchange;
  readonly codec: WireCodec;
  readonly response: UpstreamResponse;
  /** Absent for operations whose answers are not judged. */
  readonly decided: Decided | undefined;
  /** Ends the upstream's call. */
  readonly abort: (reason: unknown) => void;
  /** Why the call was ended by us, where it was. */
  readonly abortReason: () => unknown;
  /** Notes that the upstream is alive. */
  readonly heard: () => void;
  /** Called once when nothing more will come. */
  readonly done: () => void;
}

/** Passes an answer on: whole where it is one JSON document, as it comes where it is a stream. */
export async function passOn(answer: Answer): Promise<Response> {
  const type = answer.response.headers.get("content-type") ?? "";
  if (/^text\/event-stream\b/i.test(type)) return passStream(answer);
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

async function passWhole({ exchange, codec, response, decided, heard, done, ports }: Answer): Promise<Response> {
  const body = await readWhole(response, heard);
  done();
  const facts = codec.readResponse(await decoded(body, response.headers.get("content-encoding")), response.status);
  const refused = exchange.judge(facts);
  if (refused && decided !== undefined) {
    await exchange.end("refused", 409, facts);
    throw substitutionRefused(decided);
  }
  exchange.deliver(body);
  const outcome: Outcome = response.status < 400 && facts.error === undefined ? "complete" : "failed";
  await exchange.end(outcome, response.status, facts, upstreamColumns(response));
  const headers = clientHeaders(response.headers);
  tellServed(exchange, facts);
  setProvenanceHeaders(headers, exchange.header);
  ports.counters.inFlight--;
  return new Response(NO_BODY.has(response.status) ? null : (body as Uint8Array<ArrayBuffer>), {
    status: response.status,
    headers,
  });
}

async function passBytes(answer: Answer): Promise<Response> {
  const { exchange, response, done } = answer;
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, exchange.header);
  if (response.body === null || NO_BODY.has(response.status)) {
    done();
    answer.ports.counters.inFlight--;
    await exchange.end(
      response.status < 400 ? "complete" : "failed",
      response.status,
      undefined,
      upstreamColumns(response),
    );
    return new Response(null, { status: response.status, headers });
  }
  return new Response(relayed(answer, response.body.getReader(), undefined, undefined), {
    status: response.status,
    headers,
  });
}

async function passStream(answer: Answer): Promise<Response> {
  const { exchange, codec, response, decided, ports, abort } = answer;
  const source = (response.body ?? new Blob([]).stream()).getReader();
  const reader = decided === undefined ? undefined : codec.openStream();
  let held: Held | undefined;
  if (reader !== undefined && decided?.refuseSubstitutes === true) {
    held = await holdUntilModel(source, reader, HOLD_LIMITS, (ms) => ports.sleep(ms).then(() => "limit" as const));
    const facts = reader.facts();
    const critical = decided.contract.base.safety?.critical === true;
    const unknown = held.why === "limit" && critical && facts.model === undefined;
    if (exchange.judge(facts) || unknown) {
      await exchange.end("refused", 409, facts, upstreamColumns(response));
      abort(new BellwetherError("contract_violated", "the answer was refused"));
      throw substitutionRefused(decided);
    }
    if (facts.model !== undefined) exchange.tell({ announced: facts.model });
  }
  await exchange.log?.opened();
  const headers = clientHeaders(response.headers);
  setProvenanceHeaders(headers, { ...exchange.header, violations: exchange.findings.map(({ id }) => id) });
  return new Response(relayed(answer, source, reader, held), { status: response.status, headers });
}

function relayed(
  answer: Answer,
  source: ReadableStreamDefaultReader<Uint8Array>,
  reader: StreamReader | undefined,
  held: Held | undefined,
): ReadableStream<Uint8Array> {
  const { exchange, codec, response, decided, ports } = answer;
  let ending: Promise<string | undefined> | undefined;
  let over = false;
  const finish = (): void => {
    if (over) return;
    over = true;
    answer.done();
    ports.counters.inFlight--;
  };
  const close = async (outcome: Outcome, error?: BellwetherError): Promise<void> => {
    const facts = reader?.facts();
    if (facts !== undefined) exchange.judge(facts);
    finish();
    const parts = error === undefined ? {} : { error_code: error.code, error_message: error.message };
    await exchange.end(outcome, response.status, facts, { ...upstreamColumns(response), ...parts });
  };
  return relay({
    source,
    reader,
    held,
    wholeEvents: decided?.refuseSubstitutes === true || exchange.log?.durability === "required",
    hooks: {
      onChunk: (chunk) => {
        answer.heard();
        exchange.deliver(chunk);
      },
      beforeEnd: () => {
        ending ??= endOfStream();
        return ending;
      },
      onCut: async (cause) => {
        const reason = answer.abortReason() ?? cause;
        const error = isBellwetherError(reason)
          ? reason
          : new BellwetherError("upstream_cut", "the upstream's stream ended before the answer did", { cause: reason });
        await close("cut", error).catch((thrown: unknown) =>
          ports.report("the record of a cut stream could not be written", thrown),
        );
      },
      onCancel: () => {
        const gone = new Error("the client went away");
        close("cancelled").catch((thrown: unknown) =>
          ports.report("the record of a cancelled exchange could not be written", thrown),
        );
        answer.abort(gone);
      },
    },
  });

  async function endOfStream(): Promise<string | undefined> {
    const facts = reader?.facts();
    // Some providers tell only at the end who answered: then the end is an error, and not an answer.
    if (facts !== undefined && decided?.refuseSubstitutes === true && exchange.judge(facts)) {
      await close("refused");
      return codec.errorEvent(substitutionRefused(decided), exchange.id);
    }
    try {
      await close(facts?.error === undefined && response.status < 400 ? "complete" : "failed");
      return undefined;
    } catch (thrown) {
      if (!isBellwetherError(thrown)) throw thrown;
      return codec.errorEvent(thrown, exchange.id);
    }
  }
}

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

async function readWhole(response: UpstreamResponse, heard: () => void): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    heard();
    chunks.push(chunk);
    length += chunk.length;
  }
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** The bytes to read facts from, where a provider compressed them unasked. The client gets them as they came. */
async function decoded(body: Uint8Array, encoding: string | null): Promise<Uint8Array> {
  if (encoding !== "gzip" && encoding !== "deflate") return body;
  try {
    const plain = new Blob([body as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(encoding));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch {
    // Facts that cannot be read are unavailable; the answer is not ours to judge for that.
    return body;
  }
}
