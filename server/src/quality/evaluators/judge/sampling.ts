import { sha256Short } from "../../../core/digest.ts";

/** Hex digits of the hash that are used: 52 bits, which a number holds exactly. */
const DIGITS = 13;

/**
 * Whether a unit is judged: by a hash of its name, so that it is the same whoever asks and whenever,
 * for all turns of a session, and for both of two arms' units alike. Who is judged at a low rate is
 * judged at a higher one too. A judge whose model or rubric changed still sees the same units, and
 * two judges of different names see samples that have nothing to do with each other.
 *
 * @param rate share of units, from 0 (none) to 1 (all).
 */
export function isSampled(judge: string, unit: string, rate: number): boolean {
  const part = Number.parseInt(sha256Short(`judge\0${judge}\0${unit}`).slice(0, DIGITS), 16);
  return part / 16 ** DIGITS < rate;
}
