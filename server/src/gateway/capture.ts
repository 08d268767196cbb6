import type { TrafficRequest } from "../exchange/traffic/traffic.ts";
import type { Beginning } from "./sessions.ts";
import type { Generation } from "./generation.ts";
import { namesCredential } from "./credential-names.ts";
import { OWN_KEY } from "./key.ts";
import { queryWithoutCredentials } from "./query-credentials.ts";
import { CREDENTIALS } from "./target.ts";

/** Headers that say who calls, or that are of one connection: no contract speaks of them. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...CREDENTIALS,
  "bellwether-key",
  "cookie",
  "proxy-authorization",
  "x-amz-date",
  "x-amz-content-sha256",
  "connection",
  "content-length",
  "host",
]);

/** A request as a traffic file keeps it: whole, but for what would let anybody call in its caller's name. */
export function capturedRequest(
  { incoming, exchange, identity, body }: Generation,
  session: string,
  agent: string,
  audience: string | undefined,
  { standing }: Beginning,
): TrafficRequest {
  return {
    exchange: exchange.id,
    at: exchange.receivedAt,
    tenant: identity.key.tenant,
    session,
    agent,
    ...(audience === undefined ? {} : { audience }),
    ...(standing.idleMs === undefined ? {} : { idleMs: standing.idleMs }),
    ...(standing.maxIdleMs === undefined ? {} : { maxIdleMs: standing.maxIdleMs }),
    path: incoming.path,
    query: queryWithoutCredentials(incoming.query),
    headers: capturedHeaders(incoming.request.headers),
    body: new TextDecoder().decode(body),
  };
}

/** Headers as a traffic file keeps them: of those whose name speaks of a credential, only that they came. */
export function capturedHeaders(came: Headers): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of came)
    if (!LEFT_OUT.has(name) && !OWN_KEY.test(value)) headers[name] = namesCredential(name) ? "(left out)" : value;
  return headers;
}
