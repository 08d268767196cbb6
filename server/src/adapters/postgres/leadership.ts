import type { Leadership } from "../../control/leadership.ts";
import type { PostgresAddress } from "./address.ts";
import { KeptSession, within } from "./session.ts";

/** The lock's two keys: ours, and the lead of control. Locks are of one database. */
const LOCK = [0x62656c6c, 1] as const;

/** Times of the lead, in milliseconds. */
export interface LeadershipPace {
  /** How often the lock is tried for, or shown to be held still. */
  readonly everyMs: number;
  /** After so long without being shown it is lost: here by our own clock, there by the server's. */
  readonly leaseMs: number;
}

const PACE: LeadershipPace = { everyMs: 500, leaseMs: 5_000 };

/** What the lead is chosen with. */
export interface PostgresLeadershipOptions {
  readonly address: PostgresAddress;
  /** Milliseconds of a clock that never goes back. */
  readonly steadyNow: () => number;
  readonly report: (what: string, error?: unknown) => void;
  readonly pace?: LeadershipPace;
}

/**
 * The lead by an advisory lock, which is its session's and ends with it: when the process dies,
 * when the connection is lost, and, because the server ends a session that has been silent for as
 * long as the lease, when the process hangs.
 */
export class PostgresLeadership implements Leadership {
  readonly #session: KeptSession;
  readonly #steadyNow: () => number;
  readonly #pace: LeadershipPace;
  #held = false;
  #shownAt = 0;

  constructor({ address, steadyNow, report, pace = PACE }: PostgresLeadershipOptions) {
    this.#steadyNow = steadyNow;
    this.#pace = pace;
    this.#session = new KeptSession({
      address,
      retryMs: pace.everyMs,
      report,
      purpose: "standing for the lead of control",
      use: async ({ client, lost }, ending) => {
        const over = Promise.race([lost, ending]).then(() => this.#release());
        await client.query(`set idle_session_timeout = ${pace.leaseMs}`);
        try {
          do {
            const askedAt = steadyNow();
            // A lock that is held could be had again, and would then have to be given back twice.
            const statement = this.#held ? "select true as held" : "select pg_try_advisory_lock($1, $2) as held";
            const { rows } = await client.query<{ held: boolean }>(statement, this.#held ? [] : [...LOCK]);
            // From before the question on: the server counts from behind it, so our own end comes first.
            this.#shownAt = askedAt;
            this.#held = rows[0]?.held === true;
          } while (!(await within(pace.everyMs, over)));
        } finally {
          this.#release();
        }
      },
    });
  }

  get leads(): boolean {
    return this.#held && this.#steadyNow() - this.#shownAt < this.#pace.leaseMs;
  }

  start(): void {
    this.#session.start();
  }

  async stop(): Promise<void> {
    this.#release();
    await this.#session.stop();
    this.#release();
  }

  #release(): void {
    this.#held = false;
  }
}
