import { z } from "zod";
import { BellwetherError } from "../../core/error.ts";

/**
 * A request as it came, body and all: a line of a traffic file. Contracts are learnt from such files,
 * and checked against them; a gateway writes one where it is told to (`capture` in the configuration).
 */
export interface TrafficRequest {
  /** Id of the exchange; what names the request where there is none. */
  readonly exchange: string;
  /** When it came, in milliseconds. */
  readonly at: number;
  readonly tenant: string;
  /** The conversation, and who of it speaks: empty for its main voice. */
  readonly session: string;
  readonly agent: string;
  /** The audience for which it was made; absent where it has none. */
  readonly audience?: string;
  /** Milliseconds since the session's last exchange, and the longest such time so far. */
  readonly idleMs?: number;
  readonly maxIdleMs?: number;
  /** Raw path, and the query with its question mark, without credentials. */
  readonly path: string;
  readonly query: string;
  /** By lower-case name, without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's text. */
  readonly body: string;
}

const line = z.object({
  exchange: z.string().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  tenant: z.string().default("default"),
  session: z.string().default(""),
  agent: z.string().default(""),
  audience: z.string().optional(),
  idle_ms: z.number().min(0).optional(),
  max_idle_ms: z.number().min(0).optional(),
  path: z.string().startsWith("/"),
  query: z.string().default(""),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]),
});

/** A request as a line of a traffic file, with its line feed. */
export function trafficLine(request: TrafficRequest): string {
  const { at, idleMs, maxIdleMs, ...rest } = request;
  return `${JSON.stringify({
    at: new Date(at).toISOString(),
    ...rest,
    ...(idleMs === undefined ? {} : { idle_ms: idleMs }),
    ...(maxIdleMs === undefined ? {} : { max_idle_ms: maxIdleMs }),
  })}\n`;
}

/**
 * Reads a line of a traffic file. Lines that people write may leave out everything but `path` and
 * `body`; a body may be JSON itself in place of its text.
 *
 * @param number of the line, from 1 on: for messages, and as its name where it has none.
 * @throws {BellwetherError} `usage` with the file, the line and what is wrong with it.
 */
export function readTrafficLine(text: string, file: string, number: number): TrafficRequest {
  const { exchange, at, idle_ms, max_idle_ms, body, audience, headers, ...rest } = parsed(text, file, number);
  return {
    ...rest,
    exchange: exchange ?? `line ${number}`,
    at: at === undefined ? 0 : Date.parse(at),
    ...(audience === undefined ? {} : { audience }),
    ...(idle_ms === undefined ? {} : { idleMs: idle_ms }),
    ...(max_idle_ms === undefined ? {} : { maxIdleMs: max_idle_ms }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

function parsed(text: string, file: string, number: number): z.infer<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BellwetherError("usage", `${file}:${number} is no JSON: a traffic file has a request a line`, { cause });
  }
  const result = line.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "the line" : issue.path.join(".");
  throw new BellwetherError("usage", `${file}:${number} is no request of a traffic file: ${where}: ${issue?.message}`);
}
