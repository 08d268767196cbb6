import type { Contract } from "../contract/contract.ts";
import type { DiffFinding } from "../contract/diff/diff.ts";
import type { ChangeSeverity } from "../contract/diff/rule.ts";
import type { NoticeTerms } from "../contract/notices/terms.ts";
import { BellwetherError } from "../core/error.ts";
import { type Registration, decideRegistration } from "./contracts.ts";
import type { ChainedEntry, ControlState, StoredContract, StoredGateResult } from "./control-store.ts";
import { decideAndApply } from "./decide.ts";
import type { ControlPorts } from "./keys.ts";
import { changes, gateObstacles, type Obstacle, readStored, registrability } from "./registration.ts";

/** What the registry needs: a store, a clock, and somebody to tell. */
export type RegistryPorts = Pick<ControlPorts, "store" | "clock" | "changed" | "webhook"> & {
  /** Severities that the configuration sets, by rule. */
  readonly severities?: Readonly<Record<string, ChangeSeverity>>;
};

/** A registered version, checked against its digest, and what is known of it. */
export interface ShownVersion {
  readonly contract: Contract;
  readonly registeredAt: number;
  readonly channels: readonly string[];
  readonly gateResults: readonly StoredGateResult[];
}

/** Whether a version may be given to those who follow a channel. */
export interface Shippability {
  readonly ships: boolean;
  readonly obstacles: readonly Obstacle[];
  /** What the channel points at now; undefined where it points nowhere. */
  readonly from: string | undefined;
  /** What changes for those who follow it. */
  readonly findings: readonly DiffFinding[];
}

const LOG_PAGE = 1_000;

/** Registers versions, and answers for what is registered. */
export class RegistryService {
  readonly #ports: RegistryPorts;

  constructor(ports: RegistryPorts) {
    this.#ports = ports;
  }

  /** Registers a version or says why not; what is refused leaves nothing behind. */
  async register(
    contract: Contract,
    actor: string,
    force?: { readonly reason: string },
    terms: NoticeTerms = {},
  ): Promise<Registration> {
    const { webhook = false } = this.#ports;
    const wish = { ...this.#terms(), contract, actor, terms, webhook, ...(force === undefined ? {} : { force }) };
    const result = await decideAndApply(this.#ports.store, (state) => decideRegistration(wish, state));
    if (result.kind === "registered") await this.#ports.changed();
    return result;
  }

  /**
   * A version by its number or by a channel that points at it.
   *
   * @throws {BellwetherError} `resource_unknown`; `contract_invalid` where it is not what its digest says.
   */
  async show(surface: string, point: string): Promise<ShownVersion> {
    const state = await this.#ports.store.state();
    const stored = versionAt(state, surface, point);
    return {
      contract: readStored(stored),
      registeredAt: stored.registeredAt,
      channels: state.channels
        .filter((one) => one.surface === surface && one.version === stored.version)
        .map(({ channel }) => channel),
      gateResults: state.gateResults.filter(({ digest }) => digest === stored.digest),
    };
  }

  /** Every entry of the log about a surface, newest first. @throws {BellwetherError} `resource_unknown`. */
  async log(surface: string): Promise<readonly ChainedEntry[]> {
    const { contracts } = await this.#ports.store.state();
    requireSurface(contracts, surface);
    const digests = new Set(contracts.filter((one) => one.surface === surface).map(({ digest }) => digest));
    const found: ChainedEntry[] = [];
    for (let after = 0; ;) {
      const entries = await this.#ports.store.auditAfter(after, LOG_PAGE);
      found.push(...entries.filter(({ subject }) => subject.startsWith(`${surface}@`) || digests.has(subject)));
      const last = entries.at(-1);
      if (last === undefined) return found.reverse();
      after = last.number;
    }
  }

  /**
   * Keeps what a gate said of a digest, whether or not a version with it is registered yet.
   *
   * @throws {BellwetherError} `query_invalid` for what is no digest or no gate.
   */
  async reportGate(result: Omit<StoredGateResult, "at">, actor: string): Promise<StoredGateResult> {
    if (!/^sha256:[0-9a-f]{64}$/.test(result.digest))
      throw new BellwetherError("query_invalid", `${result.digest} is no digest: sha256: and 64 hex digits`);
    if (result.gate === "") throw new BellwetherError("query_invalid", "gate: which one is not said");
    const kept = { ...result, at: this.#ports.clock.now() };
    const { verdict, gate, run, digest } = result;
    const audit = {
      at: kept.at,
      actor,
      action: "gate.result",
      subject: digest,
      detail: JSON.stringify({ gate, verdict, run }),
    };
    await this.#ports.store.apply({ audit, setGateResults: [kept] });
    return kept;
  }

  /**
   * Whether a registered version may be given to those who follow a channel.
   *
   * @throws {BellwetherError} `resource_unknown`, `contract_invalid`.
   */
  async canShip(surface: string, point: string, channel: string): Promise<Shippability> {
    const state = await this.#ports.store.state();
    return this.#shippability(readStored(versionAt(state, surface, point)), channel, state, []);
  }

  /** Whether a contract could be registered now, and then given to those who follow a channel. */
  async couldShip(contract: Contract, channel: string): Promise<Shippability> {
    const state = await this.#ports.store.state();
    const { obstacles } = registrability(contract, state, this.#terms());
    // Its gates are asked for below, for registered versions too.
    const own = obstacles.filter(({ kind }) => kind === "version_exists" || kind === "bump_too_small");
    return this.#shippability(contract, channel, state, own);
  }

  #shippability(contract: Contract, channel: string, state: ControlState, known: readonly Obstacle[]): Shippability {
    const { surface } = contract;
    const from = state.channels.find((one) => one.surface === surface && one.channel === channel)?.version;
    const before = state.contracts.find((one) => one.surface === surface && one.version === from);
    const obstacles = [...known, ...gateObstacles(contract, state.gateResults)];
    return {
      ships: obstacles.length === 0,
      obstacles,
      from,
      findings: before === undefined ? [] : changes(before, contract, this.#terms()),
    };
  }

  #terms(): { readonly now: number; readonly severities?: Readonly<Record<string, ChangeSeverity>> } {
    const { severities, clock } = this.#ports;
    return severities === undefined ? { now: clock.now() } : { now: clock.now(), severities };
  }
}

function requireSurface(contracts: readonly StoredContract[], surface: string): void {
  if (contracts.some((one) => one.surface === surface)) return;
  const known = [...new Set(contracts.map((one) => one.surface))];
  const there = known.length === 0 ? "nothing is registered" : `there is ${known.join(", ")}`;
  throw new BellwetherError("resource_unknown", `no surface ${surface} is registered: ${there}`);
}

function versionAt({ contracts, channels }: ControlState, surface: string, point: string): StoredContract {
  requireSurface(contracts, surface);
  const version = channels.find((one) => one.surface === surface && one.channel === point)?.version ?? point;
  const found = contracts.find((one) => one.surface === surface && one.version === version);
  if (found !== undefined) return found;
  const own = contracts.filter((one) => one.surface === surface).map((one) => one.version);
  const names = channels.filter((one) => one.surface === surface).map(({ channel }) => channel);
  throw new BellwetherError(
    "resource_unknown",
    `${surface} has neither a version nor a channel ${point}: its versions are ${own.join(", ")}, its channels ${names.join(", ") || "none"}`,
  );
}
