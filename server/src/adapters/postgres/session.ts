import pg from "pg";
import type { PostgresAddress } from "./address.ts";
import { postgresFailure } from "./failure.ts";
import { clientConfig } from "./open.ts";

/** A connection of its own, for what lasts as long as the connection does: listening, and locks. */
export interface Session {
  readonly client: pg.Client;
  /** Resolves once the connection is lost, or was given up. */
  readonly lost: Promise<void>;
}

/** What a kept session needs. */
export interface KeptSessionOptions {
  readonly address: PostgresAddress;
  /** Uses a session until it is lost or `ending` is resolved. */
  readonly use: (session: Session, ending: Promise<void>) => Promise<void>;
  /** Milliseconds until a lost session is opened again. */
  readonly retryMs: number;
  /** Told once of a session that is lost or cannot be had, and no more until there was one again. */
  readonly report: (what: string, error?: unknown) => void;
  /** What the session is for, as messages say it. */
  readonly purpose: string;
}

/** Keeps a session open until it is stopped: one that is lost is opened again. */
export class KeptSession {
  readonly #options: KeptSessionOptions;
  readonly #ending = Promise.withResolvers<void>();
  #stopped = false;
  #troubled = false;
  #running: Promise<void> | undefined;

  constructor(options: KeptSessionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends the session; resolves when the server knows. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ending.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { address, retryMs, report, purpose } = this.#options;
    while (!this.#stopped) {
      try {
        await this.#once();
      } catch (error) {
        if (!this.#troubled && !this.#stopped) report(`${purpose} is interrupted`, postgresFailure(address, error));
        this.#troubled = true;
      }
      if (!this.#stopped) await within(retryMs, this.#ending.promise);
    }
  }

  async #once(): Promise<void> {
    const client = new pg.Client(clientConfig(this.#options.address));
    const lost = Promise.withResolvers<void>();
    client.on("error", () => lost.resolve());
    client.on("end", () => lost.resolve());
    try {
      await client.connect();
      if (this.#troubled) this.#options.report(`${this.#options.purpose} goes on`);
      this.#troubled = false;
      await this.#options.use({ client, lost: lost.promise }, this.#ending.promise);
    } finally {
      // One that is lost cannot be ended, and need not.
      await client.end().catch(() => undefined);
    }
  }
}

/** Waits until something is over, but no longer than so many milliseconds; says whether it is. */
export function within(ms: number, awaited: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const over = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    awaited.then(over, over);
  });
}
