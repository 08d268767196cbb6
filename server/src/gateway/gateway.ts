import { BellwetherError } from "../core/error.ts";
import { CODECS } from "../wire/codecs.ts";
import { storedAnswerOf } from "./answer-owners.ts";
import { admit, beginRecord } from "./admission.ts";
import { findBeginning } from "./beginnings.ts";
import { readBody } from "./body.ts";
import { readCallerHeaders } from "./caller.ts";
import { Exchange } from "./exchange.ts";
import { planGeneration } from "./generation.ts";
import { identify } from "./identify.ts";
import type { Incoming } from "./incoming.ts";
import { keyInQuery } from "./query-credentials.ts";
import { planBytes } from "./plan-bytes.ts";
import type { GatewayPorts } from "./ports.ts";
import { setProvenanceHeaders } from "./provenance-headers.ts";
import { refuse } from "./refusal.ts";
import { send } from "./send.ts";

const NOTHING = new Uint8Array(0);

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
      return refuse(this.#ports, incoming, exchange, thrown);
    }
  }

  async #serve(incoming: Incoming, exchange: Exchange): Promise<Response> {
    const ports = this.#ports;
    const { request, route } = incoming;
    if (this.#draining)
      throw new BellwetherError("draining", "this gateway is going down; the next request will find another", {
        retryAfter: 1,
      });
    const snapshot = ports.snapshot();
    if (snapshot === undefined)
      throw new BellwetherError("not_ready", "this gateway has not heard from control yet", { retryAfter: 1 });
    const identity = identify(
      request.headers,
      (hash) => snapshot.keys.get(hash),
      ports.clock.now(),
      keyInQuery(incoming.query, CODECS[route.format].keyParameter),
    );
    const caller = readCallerHeaders(request.headers, identity.key);
    exchange.tell({ steps: caller.steps });
    beginRecord(ports, exchange, incoming, identity, caller, snapshot);
    if (route.operation === "unclear") {
      throw new BellwetherError(
        "route_refused",
        `${incoming.path} is written so that readers differ in what it names; write the path plainly, without doubled slashes, dots or encoded slashes`,
      );
    }
    if (route.operation === "other" && ports.settings.unknownPaths === "refuse") {
      throw new BellwetherError(
        "route_refused",
        `this gateway does not know what ${request.method} ${incoming.path} does, and refuses it; its operator can let such paths pass, recorded, with \`unknown_paths: pass_and_record\``,
      );
    }
    const body =
      request.method === "GET" || request.method === "HEAD"
        ? undefined
        : await readBody(request, ports.settings.bodyLimit, ports.arrivals);
    if (body !== undefined) {
      await ports.turn();
      exchange.received(body.length);
    }
    const generates =
      route.operation === "generate" || route.operation === "count_tokens" || route.operation === "compact";
    const beginning =
      generates && body !== undefined ? findBeginning(ports, identity.key.tenant, route, body) : undefined;
    if (body !== undefined)
      exchange.log?.note({ request_bytes: body.length, request_digest: ports.beginnings.digestOf(body, beginning) });
    const stored = storedAnswerOf(route);
    if (stored !== undefined) await ports.owners.require([stored], [], identity.key.tenant, snapshot);
    const planned = generates
      ? await planGeneration(
          ports,
          { incoming, exchange, identity, caller, snapshot, body: body ?? NOTHING, beginning },
          (binding) => admit(ports, exchange, binding, snapshot),
        )
      : planBytes(ports, exchange, incoming, identity, caller, snapshot, body);
    return send(ports, incoming, exchange, identity, planned);
  }

  #probe(exchange: Exchange): Response {
    const headers = new Headers();
    setProvenanceHeaders(headers, exchange.header);
    return new Response(null, { status: 200, headers });
  }
}
