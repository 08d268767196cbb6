import { PairedGate, type PairedGateOptions } from "../../../../server/src/quality/statistics/paired-gate.ts";
import type { Random } from "../random.ts";

/** A gate on pairs of answers until its verdict. */
export interface GateCase extends PairedGateOptions {
  /** Pairs of which one is right and the other wrong. */
  readonly discordance: number;
  readonly drop: number;
  readonly alpha: number;
  /** Where the losses are a suite that exists, and only their order is drawn: as many lost and won as expected. */
  readonly fixed?: boolean;
}

/** What a verdict is written as. */
export const VERDICTS = { fail: 1, pass: -1, inconclusive: 0 } as const;

/** @returns the verdict, and the pairs that it took. */
export function simulateGate(one: GateCase, random: Random): readonly [verdict: number, pairs: number] {
  const gate = new PairedGate(one);
  const acts = Math.log(1 / one.alpha);
  const losses = one.fixed === true ? shuffled(one, random) : undefined;
  for (let pair = 1; pair <= one.scenarios; pair++) {
    gate.add(losses?.[pair - 1] ?? fresh(one, random));
    if (gate.logFail >= acts) return [VERDICTS.fail, pair];
    if (gate.logPass >= acts) return [VERDICTS.pass, pair];
  }
  return [VERDICTS.inconclusive, one.scenarios];
}

function fresh({ discordance, drop }: GateCase, random: Random): number {
  const at = random();
  return at < (discordance + drop) / 2 ? 1 : at < discordance ? -1 : 0;
}

function shuffled({ discordance, drop, scenarios }: GateCase, random: Random): readonly number[] {
  const lost = Math.round((scenarios * (discordance + drop)) / 2);
  const all = Math.round(scenarios * discordance);
  const losses: number[] = Array.from({ length: scenarios }, (_, at) => (at < lost ? 1 : at < all ? -1 : 0));
  for (let at = scenarios - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [losses[at], losses[other]] = [losses[other]!, losses[at]!];
  }
  return losses;
}
