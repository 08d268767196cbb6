import { BellwetherError, isBellwetherError } from "../core/error.ts";
import type { UpstreamConfig } from "../config/config.ts";
import type { WireCodec } from "../wire/codec.ts";
import { CLIENT_GONE } from "./client-gone.ts";
import type { EmbeddingTerms } from "./embedding.ts";
import type { Decided } from "./decided.ts";
import type { Exchange } from "./exchange.ts";
import type { GatewayPorts } from "./ports.ts";
import type { UpstreamResponse } from "./upstream.ts";

/** An answer that has begun, and what it takes to pass it on. */
export interface Answer {
  readonly ports: GatewayPorts;
  readonly exchange: Exchange;
  readonly codec: WireCodec;
  /** Who answered. */
  readonly upstream: UpstreamConfig;
  /**
   * Resolves when the open frame is as durable as the contract asks: before the first byte leaves.
   * What is passed on whole leaves behind its close frame, and waits for both in one commit.
   */
  readonly opened: Promise<void>;
  readonly response: UpstreamResponse;
  /** Absent for operations whose answers are not judged. */
  readonly decided: Decided | undefined;
  /** What embeddings are held to; absent for all else. */
  readonly embedding?: EmbeddingTerms;
  /** The upstream's call: aborted when its client has gone, when it was silent for too long, or by us. */
  readonly call: AbortController;
  /** Notes that the upstream is alive. */
  readonly heard: () => void;
  /** Called once when nothing more will come. */
  readonly done: () => void;
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

/** Why an answer broke off: our own reason where we ended the call, else the upstream's cut. */
export function brokenOff({ call }: Answer, cause: unknown): unknown {
  const reason: unknown = call.signal.reason ?? cause;
  if (reason === CLIENT_GONE || isBellwetherError(reason)) return reason;
  return new BellwetherError("upstream_cut", "the upstream's answer broke off before its end", { cause: reason });
}

/** What the record says of an answer that was refused. */
export const REFUSED = { error_code: "contract_violated" } as const;

/** Statuses whose answers have no body. */
export const NO_BODY = new Set([204, 205, 304]);

/** What the record says of the upstream's own answer. */
export function upstreamColumns(response: UpstreamResponse): { upstream_status: number; upstream_request: string } {
  const { headers, status } = response;
  const request = headers.get("request-id") ?? headers.get("x-request-id") ?? headers.get("x-amzn-requestid") ?? "";
  return { upstream_status: status, upstream_request: request };
}
