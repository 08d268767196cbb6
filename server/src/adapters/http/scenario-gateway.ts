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

/** Sends the built-in client's requests over a session's line. */
export function askOver(line: Line, { url, key, headers, patience }: ScenarioGateway): Ask {
  return async (dialect, body): Promise<Asked> => {
    try {
      const response = await fetch(`${url}${dialect.path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers, ...dialect.headers(key), ...line.headers() },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(patience),
      });
      line.note(response.headers.get(EXCHANGE));
      return { status: response.status, body: await response.json() };
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return { status: 0, body: { error: { message: `nothing could be read from ${url}: ${why}` } } };
    }
  };
}
