import type { Judge } from "./judge.ts";
import type { JudgeRequest } from "./prompt.ts";

/** What a call used, in tokens. */
export interface TokenUse {
  readonly input: number;
  readonly output: number;
}

/** Money that was put aside for one call. */
export interface Reservation {
  /** The day that it is of, counted since 1970. */
  readonly day: number;
  readonly micros: number;
}

const DAY_MS = 86_400_000;
/** Tokens that a format may add to the texts of a request. */
const FRAMING_TOKENS = 200;

/**
 * What may still be spent. The most that a call can cost is put aside before it is made, and what is
 * not put aside is not called: however many calls are under way, they never come to more than the
 * ceiling. Money is counted in whole millionths of a dollar, rounded up, so that many small calls
 * are no free calls.
 */
export class Ceiling {
  readonly #most: number;
  #day: number;
  #micros: number;

  /**
   * @param dollarsADay US dollars in a day, UTC.
   * @param spent what was spent before, so that a restart is no new day.
   */
  constructor(dollarsADay: number, spent: Reservation = { day: 0, micros: 0 }) {
    this.#most = Math.floor(dollarsADay * 1_000_000);
    this.#day = spent.day;
    this.#micros = spent.micros;
  }

  /** Puts money aside; undefined where that would be too much. @param now milliseconds since the epoch. */
  reserve(micros: number, now: number): Reservation | undefined {
    const day = Math.floor(now / DAY_MS);
    // A clock that is set back opens no day anew.
    if (day > this.#day) {
      this.#day = day;
      this.#micros = 0;
    }
    if (this.#micros + micros > this.#most) return undefined;
    this.#micros += micros;
    return { day: this.#day, micros };
  }

  /** Takes back what a call did not cost; where nobody knows what it cost, all stays spent. */
  settle({ day, micros }: Reservation, cost: number | undefined): void {
    // What was put aside yesterday was spent yesterday.
    if (cost === undefined || !(cost >= 0) || day !== this.#day) return;
    this.#micros += cost - micros;
  }

  /** What is spent and put aside in the day that is counted: to be kept, and given back after a restart. */
  get spent(): Reservation {
    return { day: this.#day, micros: this.#micros };
  }
}

/** What some tokens cost, in millionths of a dollar: dollars for a million tokens are millionths for one. */
export function costOf({ input, output }: Judge["price"], use: TokenUse): number {
  return Math.ceil(input * use.input + output * use.output);
}

/** The most that a request can cost, in millionths of a dollar: no token is shorter than a byte. */
export function mostCostOf(price: Judge["price"], { system, user, schema, maxTokens }: JudgeRequest): number {
  const bytes = Buffer.byteLength(system) + Buffer.byteLength(user) + Buffer.byteLength(JSON.stringify(schema));
  return costOf(price, { input: bytes + FRAMING_TOKENS, output: maxTokens });
}
