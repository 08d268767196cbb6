import { BellwetherError } from "../core/error.ts";
import { IN_STEP } from "../core/turn.ts";
import { CODECS } from "../wire/codecs.ts";
import type { Answer } from "./answer.ts";
import { sendWithFallbacks } from "./attempts.ts";
import { pathWithModel } from "./azure.ts";
import { CLIENT_GONE } from "./client-gone.ts";
import type { Exchange } from "./exchange.ts";
import type { Identity } from "./identify.ts";
import type { Incoming } from "./incoming.ts";
import { passOn } from "./pass-on.ts";
import type { Planned } from "./planned.ts";
import type { GatewayPorts } from "./ports.ts";
import type { Listener } from "./silence.ts";

/** Sends what was planned, behind its open frame, and passes the answer on. */
export async function send(
  ports: GatewayPorts,
  { request, route, query }: Incoming,
  exchange: Exchange,
  identity: Identity,
  planned: Planned,
): Promise<Response> {
  // Nobody would be told: an abort that has happened is no event any more.
  if (request.signal.aborted) throw CLIENT_GONE;
  const call = new AbortController();
  const listener: Listener = {
    heardAt: ports.clock.steady(),
    onSilence: () =>
      call.abort(
        new BellwetherError("upstream_timeout", "the upstream was silent for too long (limits.upstream_timeout)"),
      ),
  };
  const unwatch = ports.silence.watch(listener);
  const onClientGone = (): void => call.abort(CLIENT_GONE);
  const heard = (): void => {
    listener.heardAt = ports.clock.steady();
  };
  request.signal.addEventListener("abort", onClientGone, { once: true });
  const done = (): void => {
    unwatch();
    request.signal.removeEventListener("abort", onClientGone);
  };
  try {
    await IN_STEP;
    const opened = exchange.log?.open();
    await IN_STEP;
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
        pathWithModel: pathWithModel(route),
        ownCredential: identity.ownCredential,
        idempotent: planned.idempotent,
        heard,
      },
      call.signal,
      exchange.attempts,
    );
    heard();
    exchange.answeredBy(target, body);
    if (REDIRECTS.has(response.status)) {
      throw new BellwetherError(
        "upstream_redirected",
        `the upstream ${target.upstream.name} redirects to another address, which only its operator may name: set base_url to where it answers`,
      );
    }
    const answer: Answer = {
      ports,
      exchange,
      codec: CODECS[route.format],
      upstream: target.upstream,
      opened: opened ?? Promise.resolve(),
      response,
      decided: planned.decided,
      ...(planned.embedding === undefined ? {} : { embedding: planned.embedding }),
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

/** A client would follow them around the gateway. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
