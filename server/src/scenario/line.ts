import { matchRoute } from "../wire/routes.ts";

/** What all lines of one run have together. */
interface Shared {
  /** Milliseconds since the epoch; undefined where time is the clock's own. */
  at: number | undefined;
  /** Why the run cannot go on, whatever whoever is played makes of that. */
  lost: string | undefined;
  /** How often the caches behind the gateway were ended. */
  caches: number;
}

/** An exchange as whoever sent it saw it. */
export interface Seen {
  /** Empty where the gateway named none. */
  readonly exchange: string;
  readonly path: string;
  readonly headers: Headers;
  /** The body as it was sent. */
  readonly request: Uint8Array;
  /** The digest of the body that came back, once it has come whole. */
  response?: string;
}

/** An agent that speaks in a session beside its main one. */
export interface SubAgent {
  readonly name: string;
  /** The exchange that it comes from, where there is one. */
  readonly parent: string | undefined;
}

/** Between the name of a run's session and that of a part of it: parts have a provider's caches together. */
const PART = "~";

/** The way of one session to the gateway: what its requests carry, and which exchanges they became. */
export class Line {
  /** What a lab is to do with the next request. */
  fault: string | undefined;
  /** Told of each request for an answer, when that has begun to come. */
  onSeen: ((seen: Seen) => void) | undefined;
  readonly #name: () => string;
  readonly #shared: Shared;
  readonly #contract: string | undefined;
  readonly #agent: SubAgent | undefined;
  #ended = 0;
  #exchanges: string[] = [];
  #latest = "";
  #away = false;

  /** @param at milliseconds since the epoch that it is in the session; undefined where time is the clock's own. */
  constructor(session: string, at: number | undefined, contract?: string);
  constructor(session: () => string, shared: Shared, contract: string | undefined, agent: SubAgent | undefined);
  constructor(session: string | (() => string), at: number | undefined | Shared, contract?: string, agent?: SubAgent) {
    this.#name = typeof session === "string" ? () => session : session;
    this.#shared = typeof at === "object" ? at : { at, caches: 0, lost: undefined };
    this.#contract = contract;
    this.#agent = agent;
  }

  /** The session's name. */
  get session(): string {
    const name = this.#name();
    return this.#ended === 0 ? name : `${name}${PART}${this.#ended + 1}`;
  }

  /** Milliseconds since the epoch that it is in the run; undefined where time is the clock's own. */
  get at(): number | undefined {
    return this.#shared.at;
  }

  set at(at: number | undefined) {
    this.#shared.at = at;
  }

  /** The exchange that came back last; empty where none has. */
  get latest(): string {
    return this.#latest;
  }

  /** Another session of the same run, at the same time: `NAME~PART`. */
  part(name: string, contract = this.#contract): Line {
    const root = this.#name();
    return new Line(() => `${root}${PART}${name}`, this.#shared, contract, undefined);
  }

  /** An agent beside the main one, in the same session. What was ordered of the lab strikes its next request. */
  agent(agent: SubAgent): Line {
    const line = new Line(() => this.session, this.#shared, this.#contract, agent);
    line.fault = this.takeFault();
    return line;
  }

  /** What was ordered of the lab, for a request of another line. */
  takeFault(): string | undefined {
    const { fault } = this;
    this.fault = undefined;
    return fault;
  }

  /** What the gateway knows of the session is of no use any more: it goes on under a name that nobody knows. */
  endSession(): void {
    this.#ended++;
  }

  /** What the lab has cached for the run is there no more. */
  endCaches(): void {
    this.#shared.caches++;
  }

  /** The headers of the next request; a fault is for one. */
  headers(): Readonly<Record<string, string>> {
    const { session } = this;
    const fault = this.takeFault();
    const { at, caches } = this.#shared;
    const agent = this.#agent;
    return {
      "bellwether-session": session,
      ...(at === undefined ? {} : { "bellwether-clock": String(at) }),
      ...(this.#contract === undefined ? {} : { "bellwether-contract": this.#contract }),
      ...(agent === undefined ? {} : { "bellwether-agent": agent.name }),
      ...(agent?.parent === undefined ? {} : { "bellwether-parent": agent.parent }),
      ...(caches === 0 ? {} : { "x-lab-caches": String(caches) }),
      ...(fault === undefined ? {} : { "x-lab-fault": fault }),
    };
  }

  /** Nobody can answer what was asked: the run cannot go on. */
  lose(why: string): void {
    this.#away = true;
    this.#shared.lost ??= why;
  }

  /** Why the run cannot go on; undefined while it can. */
  get lost(): string | undefined {
    return this.#shared.lost;
  }

  /** Whether the last answer was that whoever is behind the gateway cannot answer now, or no answer at all. */
  get away(): boolean {
    return this.#away;
  }

  /** An answer came back with this status, 0 where none did, and its exchange has this id. */
  note(exchange: string | null, status: number): void {
    this.#away = isAway(status);
    if (exchange === null || exchange === "") return;
    this.#latest = exchange;
    this.#exchanges.push(exchange);
  }

  /** Tells of an exchange, where it is one that asked for an answer. */
  see(method: string, seen: Seen): void {
    if (isAsked(method, seen.path, seen.headers)) this.onSeen?.(seen);
  }

  /** The exchanges since this was asked last. */
  taken(): readonly string[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }
}

/** Whether a request asks a model for an answer. */
export function isAsked(method: string, path: string, headers: Headers): boolean {
  return matchRoute(method, path, headers)?.operation === "generate";
}

/** Whether a status says nothing of who asked: nobody could answer, or the run's own key is not let in. */
export function isAway(status: number): boolean {
  return status === 0 || [401, 403, 408, 429].includes(status) || status >= 500;
}
