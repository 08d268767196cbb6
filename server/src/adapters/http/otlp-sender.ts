import { otlpProtobuf } from "../../exchange/telemetry/otlp-protobuf.ts";

/** How long a collector may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Sends exports to a collector, and nowhere else: a redirect is not followed.
 *
 * @param target its address and headers, read anew for each export.
 * @param encoding of the body: exports come as objects, as OTLP has them in JSON.
 */
export function otlpSender(
  target: () => { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  encoding: "json" | "protobuf",
): (request: unknown) => Promise<number> {
  return async (request) => {
    const { url, headers } = target();
    const [type, body] =
      encoding === "json"
        ? ["application/json", JSON.stringify(request)]
        : ["application/x-protobuf", otlpProtobuf(request)];
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": type, ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  };
}
