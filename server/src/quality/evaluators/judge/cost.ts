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

/** Tokens that a format may add to the texts of a request. */
const FRAMING_TOKENS = 200;

/** What some tokens cost, in millionths of a dollar: dollars for a million tokens are millionths for one. */
export function costOf({ input, output }: Judge["price"], use: TokenUse): number {
  return Math.ceil(input * use.input + output * use.output);
}

/** The most that a request can cost, in millionths of a dollar: no token is shorter than a byte. */
export function mostCostOf(price: Judge["price"], { system, user, schema, maxTokens }: JudgeRequest): number {
  const bytes = Buffer.byteLength(system) + Buffer.byteLength(user) + Buffer.byteLength(JSON.stringify(schema));
  return costOf(price, { input: bytes + FRAMING_TOKENS, output: maxTokens });
}
