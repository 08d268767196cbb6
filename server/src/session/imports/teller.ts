import { knownMembers } from "../declared/plain-values.ts";
import type { SaidExchange } from "../declared/declared-exchange.ts";

type Brought = NonNullable<SaidExchange["brought"]>[number];
/** An exchange while it is read: more of its answer may come. */
export type Told = { -readonly [Name in keyof SaidExchange]: SaidExchange[Name] };

/** What a file says of an exchange; what it does not say may be undefined. */
export type Telling = { readonly [Name in keyof Omit<SaidExchange, Own>]: SaidExchange[Name] | undefined } & Pick<
  SaidExchange,
  "id" | "source" | "at"
>;
type Own = "session" | "agent" | "brought" | "compacted";

/** Where what is said belongs: a session, and an agent of it. */
export interface Speaker {
  readonly session: string;
  readonly agent?: string;
}

/** Puts the exchanges of a file together from what stands in it one after the other: what was brought, and what was answered. */
export class Teller {
  readonly #exchanges: Told[] = [];
  readonly #waiting = new Map<string, { brought: Brought[]; at: number | undefined; compacted: boolean }>();
  readonly #passed = new Map<string, number>();

  /** Somebody says something, or a tool returned; it belongs to the next request of its speaker. */
  brings(speaker: Speaker, brought: Brought, at: number | undefined): void {
    const waiting = this.#waitingOf(speaker);
    waiting.brought.push(brought);
    waiting.at = at ?? waiting.at;
  }

  /** A summary takes the place of the history. */
  compacts(speaker: Speaker): void {
    this.#waitingOf(speaker).compacted = true;
  }

  /** A request was answered; what was brought since the one before was brought by it. */
  answered(speaker: Speaker, said: Telling): Told {
    const { brought, at, compacted } = this.#waitingOf(speaker);
    this.#waiting.delete(placeOf(speaker));
    const ended = said.ended_at ?? said.at;
    const told: Told = {
      ...knownMembers<Omit<SaidExchange, "session">>(said),
      session: speaker.session,
      ...(speaker.agent === undefined ? {} : { agent: speaker.agent }),
      // It was asked when the last of what it brings was there.
      at: Math.min(at ?? said.at, ended),
      brought,
      ...(compacted ? { compacted } : {}),
    };
    this.#exchanges.push(told);
    return told;
  }

  /** Notes what no exchange tells of. */
  passes(kind: string): void {
    this.#passed.set(kind, (this.#passed.get(kind) ?? 0) + 1);
  }

  /** The last exchange that was told, of this speaker. */
  last(speaker: Speaker): Told | undefined {
    return this.#exchanges.findLast(({ session, agent }) => session === speaker.session && agent === speaker.agent);
  }

  get exchanges(): readonly SaidExchange[] {
    return this.#exchanges;
  }

  get passedOver(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#passed);
  }

  #waitingOf(speaker: Speaker): { brought: Brought[]; at: number | undefined; compacted: boolean } {
    const place = placeOf(speaker);
    let waiting = this.#waiting.get(place);
    if (waiting === undefined) this.#waiting.set(place, (waiting = { brought: [], at: undefined, compacted: false }));
    return waiting;
  }
}

function placeOf({ session, agent = "" }: Speaker): string {
  return `${session}\0${agent}`;
}
