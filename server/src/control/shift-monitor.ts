import type { Observation } from "../contract/learn/observation.ts";
import { type Shift, shiftsOf } from "../contract/shifts/shifts.ts";
import { compareVersions } from "../contract/version-order.ts";
import type { ExchangeRecord } from "../exchange/columns.ts";
import { observationOfRecord } from "../session/observe-record.ts";

/** What the monitor is made with. */
export interface ShiftMonitorOptions {
  readonly now: () => number;
  /** Told of each shift once. */
  readonly onShift: (shift: Shift) => void;
}

/** Sessions of a release that are remembered: the first ones, which is when a shift is to be found. */
const SESSIONS = 8;
/** Releases of a client; beyond them the one that was seen longest ago goes. */
const RELEASES = 32;
const CLIENTS = 200;
const FEWEST = 2;

/** Watches the first exchanges of sessions as they are recorded, and tells what a new release sends by default otherwise. */
export class ShiftMonitor {
  readonly #options: ShiftMonitorOptions;
  /** By client, then by release and audience. */
  readonly #seen = new Map<string, Map<string, Observation[]>>();
  readonly #told = new Set<string>();

  constructor(options: ShiftMonitorOptions) {
    this.#options = options;
  }

  /** Takes what was recorded before, oldest first: what it shows is known already, and not told again. */
  recall(observations: readonly Observation[]): void {
    for (const one of observations) this.#remember(one);
    for (const [client, releases] of this.#seen)
      for (const shift of this.#compare([...releases.values()].flat())) this.#isNews(client, shift);
  }

  /** Takes what has just been recorded. */
  take(records: readonly ExchangeRecord[]): void {
    const touched = new Map<string, Set<string>>();
    for (const record of records) {
      if (record.operation !== "generate" || record.idle_bucket !== "first" || record.synthetic === true) continue;
      const one = observationOfRecord({ ...record });
      if (!this.#remember(one)) continue;
      touched.set(one.client, (touched.get(one.client) ?? new Set()).add(one.clientVersion));
    }
    for (const [client, versions] of touched)
      for (const version of versions)
        for (const shift of this.#compare(this.#around(client, version)))
          if (this.#isNews(client, shift)) this.#options.onShift(shift);
  }

  /** @returns whether it says something that was not known. */
  #remember(one: Observation): boolean {
    const { client, clientVersion, audience = "" } = one;
    if (client === "" || clientVersion === "") return false;
    const releases = this.#seen.get(client) ?? new Map<string, Observation[]>();
    if (!this.#seen.has(client) && this.#seen.size >= CLIENTS) return false;
    this.#seen.set(client, releases);
    const key = `${clientVersion}\n${audience}`;
    const known = releases.get(key) ?? [];
    // Set anew, so that what is seen now is the last to be forgotten.
    releases.delete(key);
    releases.set(key, known);
    const [oldest] = releases.keys();
    if (releases.size > RELEASES && oldest !== undefined) releases.delete(oldest);
    const sessions = new Set(known.map(({ session }) => session));
    if (sessions.has(one.session) || sessions.size >= SESSIONS) return false;
    known.push(one);
    return true;
  }

  /** What was seen of a release, and of those just before and after it: with the others it is not compared. */
  #around(client: string, version: string): readonly Observation[] {
    const all = [...(this.#seen.get(client)?.values() ?? [])].flat();
    const byRelease = Map.groupBy(all, ({ clientVersion }) => clientVersion);
    const enough = [...byRelease].filter(([, seen]) => new Set(seen.map(({ session }) => session)).size >= FEWEST);
    const ordered = enough.toSorted(([a], [b]) => compareVersions(a, b));
    const at = ordered.findIndex(([one]) => one === version);
    return at < 0 ? [] : ordered.slice(Math.max(0, at - 1), at + 2).flatMap(([, seen]) => seen);
  }

  #compare(observations: readonly Observation[]): readonly Shift[] {
    return shiftsOf(observations, { sessions: FEWEST, now: this.#options.now() }).shifts;
  }

  /** Whether something of a shift was not told before; from now on it was. */
  #isNews(client: string, { from, to, findings }: Shift): boolean {
    const fresh = findings
      .map(({ fingerprint }) => JSON.stringify([client, from, to, fingerprint]))
      .filter((key) => !this.#told.has(key));
    for (const key of fresh) this.#told.add(key);
    return fresh.length > 0;
  }
}
