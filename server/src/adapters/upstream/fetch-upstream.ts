import { BellwetherError } from "../../core/error.ts";
import type { UpstreamClient, UpstreamRequest, UpstreamResponse } from "../../gateway/upstream.ts";

/** Errors of a connection that never stood. */
const NEVER_CONNECTED = new Set([
  "ConnectionRefused",
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "FailedToOpenSocket",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Providers over the runtime's own HTTP client, its time limit and its decompression switched off. */
export class FetchUpstream implements UpstreamClient {
  async send(request: UpstreamRequest): Promise<UpstreamResponse> {
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: request.headers,
        signal: request.signal,
        redirect: "manual",
        decompress: false,
        timeout: false,
        ...(request.body === undefined ? {} : { body: request.body }),
      } as RequestInit);
      return response;
    } catch (cause) {
      if (request.signal.aborted) throw request.signal.reason;
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      const host = new URL(request.url).host;
      throw new BellwetherError(
        "upstream_unreachable",
        `the upstream at ${host} gave no answer (${code === "" ? "connection failed" : code})`,
        {
          cause,
          detail: { sent: !NEVER_CONNECTED.has(code) },
        },
      );
    }
  }
}
