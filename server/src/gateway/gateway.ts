import { BellwetherError, asBellwetherError, isBellwetherError } from "../core/error.ts";
import { sha256 } from "../core/digest.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import type { Durability } from "../exchange/spool/spool.ts";
import { CODECS } from "../wire/codecs.ts";
import type { Answer } from "./answer.ts";
import { sendWithFallbacks } from "./attempts.ts";
import { readBody } from "./body.ts";
import { type CallerHeaders, readCallerHeaders } from "./caller.ts";
import { CLIENT_CLOSED_REQUEST, CLIENT_GONE, CLIENT_GONE_COLUMNS } from "./client-gone.ts";
import { Exchange } from "./exchange.ts";
import { ExchangeLog, type Outcome } from "./exchange-log.ts";
import { passOn } from "./pass-on.ts";
import { planGeneration } from "./generation.ts";
import { identify, type Identity } from "./identify.ts";
import type { Incoming } from "./incoming.ts";
import type { Listener } from "./silence.ts";
import { type Binding, bindContract, requireFreshSnapshot } from "./plan.ts";
import type { GatewayPorts } from "./ports.ts";
import { setProvenanceHeaders } from "./provenance-headers.ts";
import { refusalResponse } from "./refusal.ts";
import type { Snapshot } from "./snapshot.ts";
import { targetsOf } from "./target.ts";
import type { Planned } from "./planned.ts";

/** The request pipeline: identify, resolve, guard, send, observe, record. */
export class Gateway {
  readonly #ports: GatewayPorts;
  #draining = false;

  constructor(ports: GatewayPorts) {
    this.#ports = ports;
  }

  /** Refuses what comes from now on; what is under way goes on. */
  drain(): void {
    this.#draining = true;
  }

  /** Answers a request on a provider's path. Never throws: an error is an answer in the caller's format. */
  async handle(incoming: Incoming): Promise<Response> {
    const { route } = incoming;
    const exchange = new Exchange(this.#ports, this.#ports.newId(), this.#ports.clock.now());
    this.#ports.counters.requests++;
    if (route.operation === "probe") return this.#probe(exchange);
    this.#ports.counters.inFlight++;
    try {
      return await this.#serve(incoming, exchange);
    } catch (thrown) {
      this.#ports.counters.inFlight--;
      return this.#refuse(incoming, exchange, thrown);
    }
  }

  async #serve(incoming: Incoming, exchange: Exchange): Promise<Response> {
    const { ports } = this;
    const { request, route } = incoming;
    if (this.#draining)
      throw new BellwetherError("draining", "this gateway is going down; the next request will find another", {
        retryAfter: 1,
      });
    const snapshot = ports.snapshot();
    if (snapshot === undefined)
      throw new BellwetherError("not_ready", "this gateway has not heard from control yet", { retryAfter: 1 });
    const identity = identify(request.headers, (hash) => snapshot.keys.get(hash), ports.clock.now());
    const caller = readCallerHeaders(request.headers, identity.key);
    exchange.tell({ steps: caller.steps });
    this.#begin(exchange, incoming, identity, caller, snapshot);
    if (route.operation === "other" && ports.settings.unknownPaths === "refuse") {
      throw new BellwetherError(
        "route_refused",
        `this gateway does not know what ${request.method} ${incoming.path} does, and refuses it; its operator can let such paths pass, recorded, with \`unknown_paths: pass_and_record\``,
      );
    }
    const body =
      request.method === "GET" || request.method === "HEAD"
        ? undefined
        : await readBody(request, ports.settings.bodyLimit);
    if (body !== undefined) {
      exchange.received(body.length);
      this.#note(exchange, { request_bytes: body.length, request_digest: sha256(body) });
    }
    const planned =
      route.operation === "generate" || route.operation === "count_tokens"
        ? await planGeneration(
            ports,
            { incoming, exchange, identity, caller, snapshot, body: body ?? new Uint8Array(0) },
            (binding) => this.#bind(exchange, binding, snapshot),
          )
        : this.#planBytes(exchange, incoming, identity, caller, snapshot, body);
    return this.#send(incoming, exchange, identity, planned);
  }

  get ports(): GatewayPorts {
    return this.#ports;
  }

  /** Begins the record of an exchange whose key is known; what has no key has no record. */
  #begin(
    exchange: Exchange,
    { route, path }: Incoming,
    { key }: Identity,
    caller: CallerHeaders,
    snapshot: Snapshot,
  ): void {
    const parts: Partial<ExchangeRecord> = {
      exchange: exchange.id,
      received_at: exchange.receivedAt,
      hour: new Date(exchange.receivedAt).getUTCHours(),
      tenant: key.tenant,
      key: key.id,
      node: this.#ports.settings.node,
      snapshot: snapshot.revision,
      format: route.format,
      operation: route.operation,
      path: path.slice(0, 200),
      build: caller.build ?? "",
      flags: caller.flags,
      steps: caller.steps,
      synthetic: key.kind === "test",
    };
    exchange.record(new ExchangeLog(parts));
  }

  /** Reserves room for the record as the contract asks, now that it is known. */
  #bind(exchange: Exchange, binding: Binding, snapshot: Snapshot): void {
    const { contract } = binding;
    const durability: Durability = contract.base.provenance === "required" ? "required" : "best_effort";
    requireFreshSnapshot(snapshot, binding, exchange.receivedAt, this.#ports.settings.snapshotMaxAgeMs);
    const reservation = this.#ports.spool.reserve();
    if (reservation === undefined) {
      if (durability === "required") {
        throw new BellwetherError(
          "spool_full",
          "this gateway has no room left to record this exchange, and its contract requires a record; its operator has to look at the store and at limits.spool",
          { retryAfter: 5 },
        );
      }
      this.#ports.counters.unrecorded++;
    }
    exchange.log?.reserve(reservation, durability);
    this.#note(exchange, {
      surface: contract.surface,
      version: contract.version,
      contract_digest: contract.digest,
      mode: contract.mode,
      channel: binding.channel,
      chosen_by: binding.chosenBy,
      pin: binding.pin,
    });
    exchange.tell({
      contract: { name: `${contract.surface}@${contract.version}`, digest: contract.digest },
      pin: binding.pin,
    });
  }

  #planBytes(
    exchange: Exchange,
    { route, request }: Incoming,
    { key }: Identity,
    caller: CallerHeaders,
    snapshot: Snapshot,
    body: Uint8Array | undefined,
  ): Planned {
    const binding = bindContract({ snapshot, key, caller, system: [], pinned: undefined, assumed: false });
    this.#bind(exchange, binding, snapshot);
    if (route.operation === "other" && binding.contract.base.safety?.critical === true) {
      this.#note(exchange, { violations: ["ROUTE_UNKNOWN"] });
      exchange.tell({ violations: ["ROUTE_UNKNOWN"] });
    }
    const targets = targetsOf(undefined, route.format, this.#ports.settings.upstreams, false);
    this.#note(exchange, { synthetic: targets.some(({ upstream }) => upstream.lab) || key.kind === "test" });
    return {
      targets,
      body,
      extraHeaders: {},
      modelSpan: undefined,
      decided: undefined,
      idempotent: request.method === "GET" || request.method === "HEAD",
    };
  }

  async #send(
    { request, route, query }: Incoming,
    exchange: Exchange,
    identity: Identity,
    planned: Planned,
  ): Promise<Response> {
    const { ports } = this;
    // Nobody would be told: an abort that has happened is no event any more.
    if (request.signal.aborted) throw CLIENT_GONE;
    const call = new AbortController();
    const listener: Listener = {
      heardAt: ports.clock.now(),
      onSilence: () =>
        call.abort(
          new BellwetherError("upstream_timeout", "the upstream was silent for too long (limits.upstream_timeout)"),
        ),
    };
    const unwatch = ports.silence.watch(listener);
    const onClientGone = (): void => call.abort(CLIENT_GONE);
    const heard = (): void => {
      listener.heardAt = ports.clock.now();
    };
    request.signal.addEventListener("abort", onClientGone, { once: true });
    const done = (): void => {
      unwatch();
      request.signal.removeEventListener("abort", onClientGone);
    };
    try {
      const opened = exchange.log?.open();
      const { target, response, body } = await sendWithFallbacks(
        ports,
        planned.targets,
        {
          method: request.method,
          path: route.upstreamPath,
          query,
          incoming: request.headers,
          extraHeaders: planned.extraHeaders,
          body: planned.body,
          modelSpan: planned.modelSpan,
          ownCredential: identity.ownCredential,
          idempotent: planned.idempotent,
          heard,
        },
        call.signal,
        exchange.attempts,
      );
      heard();
      exchange.answeredBy(target, body);
      await opened;
      if (REDIRECTS.has(response.status)) {
        await response.body?.cancel();
        throw new BellwetherError(
          "upstream_redirected",
          `the upstream ${target.upstream.name} redirects to another address, which only its operator may name: set base_url to where it answers`,
        );
      }
      const answer: Answer = {
        ports,
        exchange,
        codec: CODECS[route.format],
        response,
        decided: planned.decided,
        call,
        heard,
        done,
      };
      return await passOn(answer);
    } catch (thrown) {
      done();
      if (!call.signal.aborted) call.abort(thrown);
      throw thrown;
    }
  }

  async #refuse({ request, route }: Incoming, exchange: Exchange, thrown: unknown): Promise<Response> {
    const cancelled = thrown === CLIENT_GONE || (request.signal.aborted && !isBellwetherError(thrown));
    const error = cancelled ? new BellwetherError("internal", CLIENT_GONE.message) : asBellwetherError(thrown);
    if (!cancelled && !isBellwetherError(thrown)) this.#ports.report(`exchange ${exchange.id} failed`, thrown);
    this.#ports.counters.refused++;
    const { log } = exchange;
    // Refused before its contract was known: it is recorded all the same, as well as can be.
    if (log !== undefined && !log.reserved) {
      const room = this.#ports.spool.reserve();
      if (room === undefined && !log.bound) this.#ports.counters.unrecorded++;
      log.reserve(room, "best_effort");
    }
    const status = cancelled ? CLIENT_CLOSED_REQUEST : error.kind.status;
    const said = { error_code: error.code, error_message: error.message };
    await exchange
      .end(cancelled ? "cancelled" : outcomeOf(error), status, undefined, cancelled ? CLIENT_GONE_COLUMNS : said)
      .catch((lost: unknown) =>
        this.#ports.report(`the record of the refused exchange ${exchange.id} could not be written`, lost),
      );
    const headers = new Headers();
    setProvenanceHeaders(headers, {
      ...exchange.header,
      violations: exchange.findings.length > 0 ? exchange.findings.map(({ id }) => id) : exchange.header.violations,
    });
    return refusalResponse(error, CODECS[route.format], exchange.id, headers);
  }

  #probe(exchange: Exchange): Response {
    const headers = new Headers();
    setProvenanceHeaders(headers, exchange.header);
    return new Response(null, { status: 200, headers });
  }

  #note(exchange: Exchange, parts: Partial<ExchangeRecord>): void {
    exchange.log?.note(parts);
  }
}

/** How an exchange ended whose end is an error of ours. */
function outcomeOf(error: BellwetherError): Outcome {
  if (error.code === "upstream_cut") return "cut";
  return error.kind.fault === "upstream" || error.code === "internal" ? "failed" : "refused";
}

/** A client would follow them around the gateway. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
