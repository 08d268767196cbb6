/** How long a collector may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Sends exports to a collector, and nowhere else: a redirect is not followed.
 *
 * @param target its address and headers, read anew for each export.
 */
export function otlpSender(
  target: () => { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): (body: string) => Promise<number> {
  return async (body) => {
    const { url, headers } = target();
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
    return response.status;
  };
}
