import { fastHash } from "../../adapters/runtime/fast-hash.ts";
import { departuresOf } from "../../contract/conform/conform.ts";
import { DepartureLog } from "../../contract/conform/report.ts";
import type { Contract } from "../../contract/contract.ts";
import { tenantConceal } from "../../exchange/conceal.ts";
import { readRequest } from "../../exchange/traffic/read-request.ts";
import type { TrafficRequest } from "../../exchange/traffic/traffic.ts";
import type { Build } from "../../lab/replay/incident.ts";
import type { SoakDeparture } from "../../lab/replay/report.ts";
import { type Plan, type PlannedSession, PLANS } from "../../lab/traffic/traffic.ts";
import { ElementCache } from "../../wire/json/element-memo.ts";
import { wholeRequestOf } from "../whole-request.ts";
import { play } from "./play.ts";

const [MINUTE, HOUR] = [60_000, 3_600_000];
/** What a soak session has: breaks of a minute, ten, 61 and a day, and five turns after each. */
const BREAKS = [0, MINUTE, 10 * MINUTE, 61 * MINUTE, 25 * HOUR];
const TURNS_AFTER = 5;
const MEMO_BYTES = 16 * 1024 * 1024;

/** A soak session of each of some plans. */
export function soakSessions(at: number, plans: readonly Plan[] = PLANS): readonly PlannedSession[] {
  return plans.map((plan) => {
    const id = `soak-${plan}`;
    const pauses = BREAKS.flatMap((pause) => [pause, ...Array<number>(TURNS_AFTER).fill(MINUTE)]);
    const turns = pauses.map((after, index) => ({
      after,
      task: { kind: "repair" as const, difficulty: "usual" as const, ticket: `${id}-${index + 1}` },
    }));
    return { id, at, plan, kind: "repair", difficulty: "usual", turns };
  });
}

/** How soak sessions are played. */
export interface SoakOptions {
  readonly seed: string;
  readonly version: string;
  /** When they begin, in milliseconds since the epoch. */
  readonly at: number;
  /** Whose: all where nothing is said. */
  readonly plans?: readonly Plan[];
}

/** Plays soak sessions of a build, and holds each of their requests against the contract that the build should keep. */
export async function soak(
  contract: Contract,
  build: Build,
  { seed, version, at, plans }: SoakOptions,
): Promise<readonly SoakDeparture[]> {
  const captured: TrafficRequest[] = [];
  await play({
    seed,
    contract,
    build,
    version,
    sessions: soakSessions(at, plans),
    capture: (request) => captured.push(request),
  });
  return departures(contract, captured);
}

function departures(contract: Contract, captured: readonly TrafficRequest[]): readonly SoakDeparture[] {
  const conceal = tenantConceal(new Uint8Array(32), "soak");
  const memo = new ElementCache(fastHash, 1n, MEMO_BYTES).forTenant("soak", conceal);
  const log = new DepartureLog();
  const places = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const traffic of captured) {
    const read = readRequest(traffic, memo);
    if (!read.ok) throw new Error(`a request of the soak session cannot be read: ${read.why}`);
    const whole = wholeRequestOf(read.request);
    const place = (counts.get(whole.session) ?? 0) + 1;
    counts.set(whole.session, place);
    places.set(whole.exchange, place);
    log.add(whole, departuresOf(contract, whole));
  }
  return log.report().groups.map(({ began, requests }) => ({
    id: began.id,
    role: began.role,
    audience: began.audience,
    requests,
    request: places.get(began.exchange) ?? 0,
    message: began.message,
  }));
}
