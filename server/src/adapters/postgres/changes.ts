import type { ChangeFeed } from "../../control/change-feed.ts";
import type { PostgresAddress } from "./address.ts";
import { CHANGES_CHANNEL } from "./open.ts";
import { KeptSession, within } from "./session.ts";

/** How long to wait until a lost session is opened again, and how often a kept one is tried, in milliseconds. */
const RETRY_MS = 250;
const TRY_MS = 5_000;

/** Hears of changes by LISTEN: each is told of by the transaction that made it, when it is over. */
export class PostgresChanges implements ChangeFeed {
  readonly #session: KeptSession;
  #heard: () => void = () => undefined;

  constructor(address: PostgresAddress, report: (what: string, error?: unknown) => void) {
    this.#session = new KeptSession({
      address,
      retryMs: RETRY_MS,
      report,
      purpose: "listening for changes of other replicas",
      use: async ({ client, lost }, ending) => {
        client.on("notification", () => this.#heard());
        await client.query(`listen ${CHANGES_CHANNEL}`);
        // What was changed before, nobody has told.
        this.#heard();
        const over = Promise.race([lost, ending]);
        // A way that was cut without a word is only noticed by going it.
        while (!(await within(TRY_MS, over))) await client.query("select 1");
      },
    });
  }

  start(heard: () => void): void {
    this.#heard = heard;
    this.#session.start();
  }

  async stop(): Promise<void> {
    this.#heard = () => undefined;
    await this.#session.stop();
  }
}
