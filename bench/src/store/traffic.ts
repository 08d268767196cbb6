import { idGenerator } from "../../../server/src/core/id.ts";
import type { ExchangeRecord } from "../../../server/src/exchange/columns.ts";
import { seededRandom } from "../../../server/src/lab/provider/seeded.ts";
import { DueSessions } from "./due-sessions.ts";
import { nextExchange } from "./next-exchange.ts";
import { gap, newSession, type Session } from "./session.ts";

/** What traffic is made. */
export interface TrafficOptions {
  readonly seed: string;
  /** Exchanges in all; times are spread over `spanMs` by their number. */
  readonly exchanges: number;
  /** Milliseconds since the epoch at which the first one comes. */
  readonly from: number;
  readonly spanMs: number;
}

/** Exchanges of a session on the mean; sessions are geometric: many short ones, some very long. */
const SESSION_LENGTH = 12;

/**
 * Exchanges of many sessions, in the order of their times, the same for the same seed: five
 * surfaces of a few versions, a dozen models, three hundred client versions and three thousand
 * tenants (all with a long tail), sessions with idle gaps around two minutes (log-normal, the
 * 99th percentile near 25 minutes) of which some are left for hours.
 */
export function* traffic(options: TrafficOptions): Generator<ExchangeRecord> {
  const random = seededRandom(options.seed);
  const step = options.spanMs / options.exchanges;
  const due = new DueSessions<Session>();
  let now = options.from;
  const newId = idGenerator(
    () => Math.floor(now),
    (into) => into.map((_, at) => (into[at] = Math.floor(random() * 256))),
  );
  for (let made = 0; made < options.exchanges; made++) {
    now = options.from + made * step;
    // A session that is due goes on; while none is, a new one begins.
    const session = due.take(now) ?? newSession(random, newId, now, (now - options.from) / options.spanMs);
    yield nextExchange(random, newId(), session, Math.floor(now));
    if (random() < 1 - 1 / SESSION_LENGTH) due.put(now + gap(random), session);
  }
}
