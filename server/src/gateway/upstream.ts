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

/** Whose signature a request gets, and when. */
export interface SigningTerms {
  readonly region: string;
  readonly service: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Gives the headers that sign a request as AWS wants it (Signature Version 4): over its path, query and body as they are. */
export type RequestSigner = (
  request: Pick<UpstreamRequest, "url" | "method" | "headers" | "body">,
  terms: SigningTerms,
) => Promise<Readonly<Record<string, string>>>;

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
