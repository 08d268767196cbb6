import { sha256 } from "../../core/digest.ts";
import type { Asked, Ask } from "../../scenario/client/plain-client.ts";
import type { Sent, Tape } from "../../scenario/cassette/tape.ts";
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
  /** What stands between the run and its provider. */
  readonly tape?: Tape;
}

const EXCHANGE = "bellwether-exchange";

/** A body that is compressed is another than the one whose digest is recorded. */
export const AS_IT_IS = { "accept-encoding": "identity" };

/** Sends the built-in client's requests over a session's line, until it hangs up. */
export function askOver(line: Line, gateway: ScenarioGateway, hungUp?: AbortSignal): Ask {
  const { url, key, headers, patience, tape } = gateway;
  return async (dialect, body): Promise<Asked> => {
    const request = new TextEncoder().encode(JSON.stringify(body));
    const sent = new Headers({ "content-type": "application/json", ...AS_IT_IS, ...headers, ...dialect.headers(key) });
    for (const [name, value] of Object.entries(line.headers())) sent.set(name, value);
    const taped = { path: dialect.path, body: request };
    const unknown = playFrom(tape, taped, sent, line);
    if (unknown !== undefined) return nothing(unknown);
    const over = AbortSignal.timeout(patience);
    try {
      const response = await fetch(`${url}${dialect.path}`, {
        method: "POST",
        headers: sent,
        body: request,
        signal: hungUp === undefined ? over : AbortSignal.any([over, hungUp]),
      });
      const { status } = response;
      const exchange = response.headers.get(EXCHANGE);
      line.note(exchange, status);
      const bytes = await response.bytes();
      takeDown(tape, taped, response, bytes, line);
      const seen = { exchange: exchange ?? "", path: dialect.path, headers: sent, request };
      line.see("POST", { ...seen, response: sha256(bytes) });
      const code = response.headers.get(ERROR);
      const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return { status, body: answer, ...(code === null ? {} : { code }) };
    } catch (thrown) {
      line.note(null, 0);
      return nothing(`nothing could be read from ${url}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  };
}

const ERROR = "bellwether-error";

function nothing(message: string): Asked {
  return { status: 0, body: { error: { message } } };
}

/** Has a request answered from a tape, where there is one that knows it; says why not where it does not. */
export function playFrom(tape: Tape | undefined, sent: Sent, headers: Headers, line: Line): string | undefined {
  const played = tape?.before(sent);
  if (played === undefined) return undefined;
  if ("unknown" in played) {
    line.lose(played.unknown);
    return played.unknown;
  }
  const names = Object.entries(played.headers);
  // What was recorded has had its faults.
  if (names.length > 0) headers.delete("x-lab-fault");
  for (const [name, value] of names) headers.set(name, value);
  return undefined;
}

/** Gives a tape an answer that has come whole. */
export function takeDown(tape: Tape | undefined, sent: Sent, response: Response, bytes: Uint8Array, line: Line): void {
  const { status, headers } = response;
  const type = headers.get("content-type") ?? "";
  const lost = tape?.after(sent, { status, type, bytes, refused: headers.has(ERROR) });
  if (lost !== undefined) line.lose(lost);
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
