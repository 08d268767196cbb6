import type { WholeRequest } from "../contract/conform/conform.ts";
import type { ReadRequest } from "../exchange/traffic/read-request.ts";

/** A request of a traffic file as contracts are held against it. */
export function wholeRequestOf({ traffic, facts, headers }: ReadRequest): WholeRequest {
  const { idleMs, maxIdleMs, exchange, session, agent, at, audience } = traffic;
  return {
    exchange,
    session,
    agent,
    at,
    ...(audience === undefined ? {} : { audience }),
    idle: {
      ...(idleMs === undefined ? {} : { ms: idleMs }),
      ...(maxIdleMs === undefined ? {} : { longestMs: maxIdleMs }),
    },
    facts,
    header: (name) => headers.get(name),
  };
}
