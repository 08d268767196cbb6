/** A request as it leaves for a provider. */
export interface UpstreamRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  /** Aborts the call, and the answer where it has begun. */
  readonly signal: AbortSignal;
}

/** A provider's answer: its head has come, its body may still be coming. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The bytes as they came, compressed where the head says so; null where there are none. */
  readonly body: ReadableStream<Uint8Array> | null;
  /** The same bytes at once, for who does not need them as they come; instead of `body`. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Sends requests to providers.
 *
 * It adds nothing, follows no redirect, decompresses nothing and has no time limit of its own.
 */
export interface UpstreamClient {
  /**
   * @throws {BellwetherError} `upstream_unreachable` when no answer came: `detail.sent` is false
   * where the request certainly never reached the provider (a retry cannot repeat anything).
   */
  send(request: UpstreamRequest): Promise<UpstreamResponse>;
}
