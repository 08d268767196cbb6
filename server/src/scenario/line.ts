/** The way of one session to the gateway: what its requests carry, and which exchanges they became. */
export class Line {
  /** The session's name. */
  readonly session: string;
  /** Milliseconds since the epoch that it is in the session; undefined where time is the clock's own. */
  at: number | undefined;
  /** What a lab is to do with the next request. */
  fault: string | undefined;
  readonly #contract: string | undefined;
  #exchanges: string[] = [];
  #away = false;

  constructor(session: string, at: number | undefined, contract?: string) {
    this.session = session;
    this.at = at;
    this.#contract = contract;
  }

  /** The headers of the next request; a fault is for one. */
  headers(): Readonly<Record<string, string>> {
    const { fault, at } = this;
    this.fault = undefined;
    return {
      "bellwether-session": this.session,
      ...(at === undefined ? {} : { "bellwether-clock": String(at) }),
      ...(this.#contract === undefined ? {} : { "bellwether-contract": this.#contract }),
      ...(fault === undefined ? {} : { "x-lab-fault": fault }),
    };
  }

  /** Whether the last answer was that whoever is behind the gateway cannot answer now, or no answer at all. */
  get away(): boolean {
    return this.#away;
  }

  /** An answer came back with this status, 0 where none did, and its exchange has this id. */
  note(exchange: string | null, status: number): void {
    this.#away = isAway(status);
    if (exchange !== null && exchange !== "") this.#exchanges.push(exchange);
  }

  /** The exchanges since this was asked last. */
  taken(): readonly string[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }
}

/** Whether a status says nothing of who asked: nobody could answer, or the run's own key is not let in. */
export function isAway(status: number): boolean {
  return status === 0 || [401, 403, 408, 429].includes(status) || status >= 500;
}
