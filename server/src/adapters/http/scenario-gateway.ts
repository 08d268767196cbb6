import { sha256 } from "../../core/digest.ts";
import type { Asked, Ask } from "../../scenario/client/plain-client.ts";
import type { Line } from "../../scenario/line.ts";

/** Where a scenario is played. */
export interface ScenarioGateway {
  readonly url: string;
  /** A key of kind `test`, with which sessions are played. */
  readonly key: string;
  /** Headers that every request carries beside. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds that an answer may take. */
  readonly patience: number;
}

const EXCHANGE = "bellwether-exchange";

/** A body that is compressed is another than the one whose digest is recorded. */
export const AS_IT_IS = { "accept-encoding": "identity" };

/** Sends the built-in client's requests over a session's line, until it hangs up. */
export function askOver(line: Line, { url, key, headers, patience }: ScenarioGateway, hungUp?: AbortSignal): Ask {
  return async (dialect, body): Promise<Asked> => {
    const sent = new Headers({
      "content-type": "application/json",
      ...AS_IT_IS,
      ...headers,
      ...dialect.headers(key),
      ...line.headers(),
    });
    const request = new TextEncoder().encode(JSON.stringify(body));
    const over = AbortSignal.timeout(patience);
    try {
      const response = await fetch(`${url}${dialect.path}`, {
        method: "POST",
        headers: sent,
        body: request,
        signal: hungUp === undefined ? over : AbortSignal.any([over, hungUp]),
      });
      const exchange = response.headers.get(EXCHANGE);
      line.note(exchange, response.status);
      const bytes = await response.bytes();
      line.see("POST", {
        exchange: exchange ?? "",
        path: dialect.path,
        headers: sent,
        request,
        response: sha256(bytes),
      });
      const code = response.headers.get("bellwether-error");
      const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return { status: response.status, body: answer, ...(code === null ? {} : { code }) };
    } catch (thrown) {
      line.note(null, 0);
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return { status: 0, body: { error: { message: `nothing could be read from ${url}: ${why}` } } };
    }
  };
}

/** How long a new key may take to be known by every gateway. */
const KNOWN_MS = 10_000;
const ASK_MS = 100;

/** Waits until the gateway knows a key that was made a moment ago. */
export async function untilKnown(
  { url, key }: Pick<ScenarioGateway, "url" | "key">,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  for (let waited = 0; waited < KNOWN_MS; waited += ASK_MS) {
    const { status } = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    if (status !== 401) return;
    await sleep(ASK_MS);
  }
}
