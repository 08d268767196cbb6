import { randomOf, seedOf, type Random } from "../random.ts";
import { type ArmsCase, simulateArms } from "./arms.ts";
import { type ChangeCase, simulateChange } from "./change.ts";
import { type ReentryCase, type SessionsCase, simulateReentry, simulateSessions } from "./clusters.ts";
import { type CohortsCase, simulateCohorts } from "./cohorts.ts";
import { type CusumCase, simulateCusum } from "./cusum.ts";
import { type DelayedCase, simulateDelayed } from "./delayed.ts";
import { type GateCase, simulateGate } from "./gate.ts";
import { type PeersCase, simulatePeers } from "./peers.ts";
import { simulateTrap, type TrapCase } from "./traps.ts";

/** What each kind of stream is told. */
export interface Cases {
  readonly arms: ArmsCase;
  readonly sessions: SessionsCase;
  readonly reentry: ReentryCase;
  readonly delayed: DelayedCase;
  readonly change: ChangeCase;
  readonly cusum: CusumCase;
  readonly gate: GateCase;
  readonly peers: PeersCase;
  readonly cohorts: CohortsCase;
  readonly traps: TrapCase;
}

/** Every kind of stream by its name; a new one is a file here and a line in both. */
const SIMULATIONS: { readonly [Kind in keyof Cases]: (one: Cases[Kind], random: Random) => readonly number[] } = {
  arms: simulateArms,
  sessions: simulateSessions,
  reentry: simulateReentry,
  delayed: simulateDelayed,
  change: simulateChange,
  cusum: simulateCusum,
  gate: simulateGate,
  peers: simulatePeers,
  cohorts: simulateCohorts,
  traps: simulateTrap,
};

/** Some streams of one kind. */
export interface Task<Kind extends keyof Cases = keyof Cases> {
  readonly kind: Kind;
  readonly one: Cases[Kind];
  readonly from: number;
  readonly to: number;
}

/** What each stream of a task came to; a stream's numbers depend on its case and its index only. */
export function runTask<Kind extends keyof Cases>({ kind, one, from, to }: Task<Kind>): readonly (readonly number[])[] {
  const seed = seedOf(`${kind} ${JSON.stringify(one)}`);
  return Array.from({ length: to - from }, (_, index) => SIMULATIONS[kind](one, randomOf(seed, from + index)));
}
