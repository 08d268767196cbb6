import type { Asked, Ask } from "../../scenario/client/plain-client.ts";
import type { Line } from "../../scenario/line.ts";
import type { Records, Row } from "../../scenario/records.ts";

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

const POLL_MS = 25;
const PATIENCE_MS = 10_000;

/** Reads records over the API; they are there within a second of their exchange's end. */
export function recordsOver(read: (path: string) => Promise<unknown>, sleep: (ms: number) => Promise<void>): Records {
  const known = new Map<string, Row>();
  return {
    async of(exchange) {
      for (let waited = 0; waited <= PATIENCE_MS; waited += POLL_MS) {
        const row = known.get(exchange) ?? (await rowOf(read, exchange));
        if (row !== undefined) {
          known.set(exchange, row);
          return row;
        }
        await sleep(POLL_MS);
      }
      return undefined;
    },
  };
}

async function rowOf(read: (path: string) => Promise<unknown>, exchange: string): Promise<Row | undefined> {
  const found = await read(`/api/v1/exchanges/${encodeURIComponent(exchange)}`);
  return typeof found === "object" && found !== null ? (found as Row) : undefined;
}
