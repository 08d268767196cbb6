import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { StreamReader } from "../wire/codec.ts";
import { type Answer, brokenOff, NO_BODY, REFUSED, substitutionRefused, upstreamColumns } from "./answer.ts";
import { servedBy, type ServedFacts } from "./served.ts";
import { CLIENT_CLOSED_REQUEST, CLIENT_GONE, CLIENT_GONE_COLUMNS } from "./client-gone.ts";
import type { Outcome } from "./exchange-log.ts";
import { type ChunkSource, type Held, HOLD_LIMITS, holdUntilModel } from "./hold.ts";
import { setProvenanceHeaders } from "./provenance-headers.ts";
import { relay, type RelayHooks } from "./relay.ts";
import { clientHeaders } from "./target.ts";
import { isEncoded } from "./whole-body.ts";

/** Passes bytes on of which nothing is known but that they are bytes. */
export async function passBytes(answer: Answer): Promise<Response> {
  await answer.opened;
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

/** Passes a stream of events on; its beginning is held back where somebody else's answer may be refused. */
export async function passStream(answer: Answer): Promise<Response> {
  await answer.opened;
  const { exchange, codec, response, decided, call } = answer;
  const source = (response.body ?? new Blob([]).stream()).getReader();
  const encoded = isEncoded(response.headers.get("content-encoding"));
  // Events that were compressed unasked cannot be read as they pass: their facts are unavailable.
  const reader = decided === undefined || encoded ? undefined : codec.openStream(decided.behaviour !== undefined);
  if (!encoded) exchange.answers("stream");
  let held: Held | undefined;
  if (decided?.refuseSubstitutes === true) {
    const failsClosed = decided.contracted.severity.safetyCritical;
    held = reader === undefined ? undefined : await hold(answer, source, reader);
    const facts = factsOf(answer, reader);
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

/** What a stream has said so far, if it can be read. */
function factsOf(answer: Answer, reader: StreamReader): ServedFacts;
function factsOf(answer: Answer, reader: StreamReader | undefined): ServedFacts | undefined;
function factsOf({ upstream, response }: Answer, reader: StreamReader | undefined): ServedFacts | undefined {
  return reader === undefined ? undefined : servedBy(upstream, response.headers, reader.facts());
}

/** Holds the beginning of a stream; nothing has been sent yet, so a stream that is cut here is a clean error. */
async function hold(answer: Answer, source: ChunkSource, reader: StreamReader): Promise<Held> {
  try {
    const held = await holdUntilModel(source, reader, HOLD_LIMITS, answer.ports.after);
    if (held.why === "end" && !reader.complete) throw new Error("the stream ended before its first event");
    return held;
  } catch (cause) {
    throw brokenOff(answer, cause);
  }
}

function relayed(
  answer: Answer,
  source: ChunkSource,
  reader: StreamReader | undefined,
  held: Held | undefined,
): ReadableStream<Uint8Array> {
  const { decided, exchange, ports, codec } = answer;
  const ending = new StreamEnding(answer, reader);
  const mayEndInError = decided?.refuseSubstitutes === true || exchange.log?.durability === "required";
  return relay({
    source,
    reader,
    held,
    wholeEvents: reader !== undefined && mayEndInError,
    openEdge: codec.framing?.openEdge,
    after: ports.after,
    turn: ports.turn,
    hooks: ending,
  });
}

/** How a stream ends, whichever of its ends comes first: its exchange is recorded once, and left once. */
class StreamEnding implements RelayHooks {
  readonly #answer: Answer;
  readonly #reader: StreamReader | undefined;
  #judgedModel: string | undefined;
  #left = false;

  constructor(answer: Answer, reader: StreamReader | undefined) {
    this.#answer = answer;
    this.#reader = reader;
    // What was held back has been judged.
    this.#judgedModel = reader?.model;
    const { signal } = answer.call;
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  onChunk(chunk: Uint8Array): void {
    this.#answer.heard();
    this.#answer.exchange.deliver(chunk);
  }

  mayGoOn(): boolean {
    const { decided, exchange } = this.#answer;
    const reader = this.#reader;
    if (reader === undefined || decided?.refuseSubstitutes !== true || reader.model === this.#judgedModel) return true;
    this.#judgedModel = reader.model;
    return !exchange.judge(factsOf(this.#answer, reader));
  }

  async beforeEnd(): Promise<string | Uint8Array | undefined> {
    const { exchange, codec, response, decided } = this.#answer;
    const facts = factsOf(this.#answer, this.#reader);
    try {
      // Some providers tell only at the end who answered: then the end is an error, and not an answer.
      if (this.#judge(facts) && decided?.refuseSubstitutes === true) {
        await this.#close("refused", facts, REFUSED);
        return codec.errorEvent(substitutionRefused(decided), exchange.id);
      }
      await this.#close(facts?.error === undefined && response.status < 400 ? "complete" : "failed", facts);
      return undefined;
    } catch (thrown) {
      // Bytes of which we know no more than that they are bytes have no place for an event: they break off.
      if (this.#reader === undefined || !isBellwetherError(thrown)) throw thrown;
      return codec.errorEvent(thrown, exchange.id);
    }
  }

  async onCut(cause: unknown): Promise<void> {
    const { exchange, ports } = this.#answer;
    const reason = brokenOff(this.#answer, cause);
    const facts = factsOf(this.#answer, this.#reader);
    this.#judge(facts);
    const closed =
      reason === CLIENT_GONE
        ? this.#close("cancelled", facts, CLIENT_GONE_COLUMNS)
        : this.#close("cut", facts, { error_code: codeOf(reason), error_message: messageOf(reason) });
    await closed.catch((thrown: unknown) =>
      ports.report(`the record of exchange ${exchange.id}, which broke off, could not be written`, thrown),
    );
  }

  onCancel(): void {
    this.#answer.call.abort(CLIENT_GONE);
  }

  /** The record is closed before the client has the last bytes: only then is nothing in flight. */
  onOver(): void {
    if (!this.#left) this.#answer.ports.counters.inFlight--;
    this.#left = true;
  }

  /** Also where nobody reads the answer any more: an exchange that is never read has to end too. */
  readonly #onAbort = (): void => {
    void this.onCut(this.#answer.call.signal.reason);
    this.onOver();
  };

  #judge(facts: ServedFacts | undefined): boolean {
    return facts !== undefined && this.#answer.exchange.judge(facts);
  }

  async #close(outcome: Outcome, facts: ServedFacts | undefined, parts: Partial<ExchangeRecord> = {}): Promise<void> {
    const { exchange, response, call, done } = this.#answer;
    call.signal.removeEventListener("abort", this.#onAbort);
    done();
    const status = outcome === "cancelled" ? CLIENT_CLOSED_REQUEST : response.status;
    const reader = this.#reader;
    const content = reader === undefined ? undefined : () => reader.content();
    await exchange.end(outcome, status, facts, { ...upstreamColumns(response), ...parts }, content);
  }
}

function codeOf(reason: unknown): string {
  return isBellwetherError(reason) ? reason.code : "upstream_cut";
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
