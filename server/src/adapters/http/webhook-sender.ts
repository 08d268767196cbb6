import type { WebhookRequest } from "../../control/webhook-courier.ts";

/** How long a receiver may take to answer, in milliseconds. */
const PATIENCE_MS = 10_000;

/**
 * Sends requests to a webhook's address, and nowhere else: a redirect is not followed.
 *
 * @param url read anew for each request.
 */
export function webhookSender(
  url: () => string,
  patienceMs = PATIENCE_MS,
): (request: WebhookRequest) => Promise<number> {
  return async ({ body, headers, signal }) => {
    const response = await fetch(url(), {
      method: "POST",
      body,
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    // What it says beside the status is of no use, and could be long.
    await response.body?.cancel();
    return response.status;
  };
}
