import { asBellwetherError, BellwetherError, isBellwetherError } from "../core/error.ts";
import type { WireCodec } from "../wire/codec.ts";
import type { Span } from "../wire/json/scan.ts";
import { askedFor } from "./azure.ts";
import { signed } from "./bedrock.ts";
import type { GatewayPorts } from "./ports.ts";
import { upstreamQuery } from "./query-credentials.ts";
import { type Target, upstreamHeaders } from "./target.ts";
import type { UpstreamResponse } from "./upstream.ts";

/** One try at an upstream, as the record keeps it. */
export interface Attempt {
  readonly upstream: string;
  readonly region: string;
  readonly model?: string;
  readonly status?: number;
  /** Milliseconds to the head of the answer, or to the failure. */
  readonly ms: number;
  /** `answered`, or why it was given up. */
  readonly ended: string;
}

/** What is to be sent, wherever it goes. */
export interface Outgoing {
  readonly method: string;
  /** Path behind the upstream's base URL, and the query with its question mark. */
  readonly path: string;
  readonly query: string;
  readonly incoming: Headers;
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** Where the model's name stands in the body, so that a fallback can ask for its own. */
  readonly modelSpan: Span | undefined;
  /** How another model is asked for where its name stands in the path instead. */
  readonly pathWithModel: WireCodec["pathWithModel"];
  readonly ownCredential: boolean;
  /** Whether the same request may be sent twice, because it changes and costs nothing. */
  readonly idempotent: boolean;
  /** Notes that an upstream is alive, or that another one's time begins. */
  readonly heard: () => void;
}

/** How a round of attempts ended. */
export interface Sent {
  readonly target: Target;
  readonly response: UpstreamResponse;
  /** The body that the answering upstream got. */
  readonly body: Uint8Array | undefined;
}

/** Answers after which a declared fallback may be asked: the upstream did not do the work. */
const GIVE_UP = new Set([429, 500, 502, 503, 504, 529]);

/**
 * Sends a request to its target, and where that fails to the declared fallbacks: each try is an
 * attempt of the same exchange. Nothing is tried again once a byte of an answer has come, and a
 * request that may have been worked on is not sent to the same upstream twice.
 *
 * @param attempts is filled as the tries go on, so that it is whole also when the last one throws.
 * @throws {BellwetherError} of the last attempt, or whatever aborted the signal.
 */
export async function sendWithFallbacks(
  ports: GatewayPorts,
  targets: readonly Target[],
  outgoing: Outgoing,
  signal: AbortSignal,
  attempts: Attempt[],
): Promise<Sent> {
  let failure: BellwetherError | undefined;
  for (const [index, target] of targets.entries()) {
    const last = index === targets.length - 1;
    const body =
      target.model === undefined ? outgoing.body : withModel(outgoing, askedFor(target.upstream, target.model));
    for (let tries = 0; ; tries++) {
      if (signal.aborted) throw signal.reason;
      outgoing.heard();
      const startedAt = ports.clock.steady();
      const note = (ended: string, status?: number): void => {
        attempts.push({
          upstream: target.upstream.name,
          region: target.upstream.region,
          ...(target.model === undefined ? {} : { model: target.model }),
          ...(status === undefined ? {} : { status }),
          ms: Math.round(ports.clock.steady() - startedAt),
          ended,
        });
      };
      const mayRepeat = tries < ports.settings.retries.attempts;
      try {
        const response = await sendOnce(ports, target, outgoing, body, signal);
        const failed = GIVE_UP.has(response.status);
        if (failed && outgoing.idempotent && mayRepeat && response.status !== 429) {
          note(`status ${response.status}, tried again`, response.status);
          await response.body?.cancel().catch(ignoreBrokenBody);
        } else if (failed && !last) {
          note(`status ${response.status}, fell back`, response.status);
          await response.body?.cancel().catch(ignoreBrokenBody);
          break;
        } else {
          note("answered", response.status);
          return { target, response, body };
        }
      } catch (thrown) {
        if (signal.aborted || !isBellwetherError(thrown)) {
          note(signal.aborted ? "aborted" : "failed");
          throw asBellwetherErrorUnlessAborted(thrown, signal);
        }
        failure = thrown;
        note(thrown.code);
        const again =
          thrown.detail?.["sent"] === false || (outgoing.idempotent && thrown.code === "upstream_unreachable");
        if (!again || !mayRepeat) break;
      }
      await ports.sleep(ports.settings.retries.backoff * 2 ** tries);
    }
  }
  throw failure ?? new BellwetherError("upstream_unreachable", "no upstream answered");
}

function sendOnce(
  ports: GatewayPorts,
  target: Target,
  outgoing: Outgoing,
  body: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<UpstreamResponse> {
  const headers = upstreamHeaders(outgoing.incoming, target.upstream, outgoing.ownCredential, ports.secret);
  for (const [name, value] of Object.entries(outgoing.extraHeaders)) headers.set(name, value);
  const path =
    target.model === undefined
      ? outgoing.path
      : (outgoing.pathWithModel?.(outgoing.path, askedFor(target.upstream, target.model)) ?? outgoing.path);
  const url = `${target.upstream.baseUrl}${path}${upstreamQuery(outgoing.query, target.upstream)}`;
  const request = { url, method: outgoing.method, headers, body, signal };
  const { aws } = target.upstream;
  if (aws === undefined) return ports.upstream.send(request);
  return signed(ports, target.upstream, aws, request).then((request) => ports.upstream.send(request));
}

function withModel({ body, modelSpan, pathWithModel }: Outgoing, model: string): Uint8Array | undefined {
  if (body === undefined || modelSpan === undefined || pathWithModel !== undefined) return body;
  const name = new TextEncoder().encode(JSON.stringify(model));
  const changed = new Uint8Array(body.length - (modelSpan.end - modelSpan.start) + name.length);
  changed.set(body.subarray(0, modelSpan.start));
  changed.set(name, modelSpan.start);
  changed.set(body.subarray(modelSpan.end), modelSpan.start + name.length);
  return changed;
}

function asBellwetherErrorUnlessAborted(thrown: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? (signal.reason ?? thrown) : asBellwetherError(thrown);
}

function ignoreBrokenBody(): void {
  // Nobody wants the body of an answer that is given up.
}
