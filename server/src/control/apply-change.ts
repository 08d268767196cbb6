import { BellwetherError } from "../core/error.ts";
import { CHAIN_BEGINS, chained } from "./audit-chain.ts";
import type {
  ChainedEntry,
  ControlChange,
  ControlState,
  StoredDelivery,
  StoredErasure,
  StoredKey,
} from "./control-store.ts";

/** All that a control store holds, for stores that keep it in memory. */
export interface ControlContents {
  readonly state: ControlState;
  /** Oldest first. */
  readonly audit: readonly ChainedEntry[];
  readonly erasures: readonly StoredErasure[];
  readonly deliveries: readonly StoredDelivery[];
}

/** A store in which nothing has happened. */
export const EMPTY_CONTENTS: ControlContents = {
  state: { revision: 0, keys: [], contracts: [], channels: [], gateResults: [], notices: [], choices: [] },
  audit: [],
  erasures: [],
  deliveries: [],
};

/**
 * What a store holds after a change. Pure.
 *
 * @throws {BellwetherError} `change_conflict` when another change was made since the one that it
 * expects, or what it adds is there already.
 */
export function applyChange(contents: ControlContents, change: ControlChange): ControlContents {
  const { state, audit, erasures, deliveries } = contents;
  const { revision } = state;
  if (change.expects !== undefined && change.expects !== revision)
    throw conflict(`something else was changed at the same time (revision ${revision}, and not ${change.expects})`);
  const keys = [...state.keys, ...(change.insertKeys ?? [])];
  refuseTwice(keys.flatMap(({ id, hash }) => [`key ${id}`, `hash ${hash}`]));
  const contracts = [...state.contracts, ...(change.insertContracts ?? [])];
  refuseTwice(contracts.map(({ surface, version }) => `${surface}@${version}`));
  const notices = [...state.notices, ...(change.insertNotices ?? [])];
  refuseTwice(notices.map(({ id }) => id));
  const ended = new Map((change.endKeys ?? []).map(({ id, ...end }) => [id, end]));
  const done = new Map((change.finishErasures ?? []).map(({ id, ...end }) => [id, end]));
  const delivered = new Map((change.finishDeliveries ?? []).map(({ notice, ...end }) => [notice, end]));
  return {
    state: {
      revision: revision + 1,
      keys: keys.map((key): StoredKey => ({ ...key, ...ended.get(key.id) })),
      contracts,
      channels: replaced(state.channels, change.setChannels, ({ surface, channel }) => `${surface}@${channel}`),
      gateResults: replaced(state.gateResults, change.setGateResults, ({ digest, gate }) => `${digest} ${gate}`),
      notices,
      choices: replaced(state.choices, change.setChoices, ({ tenant, notice }) => `${tenant} ${notice}`),
    },
    audit: [...audit, chained(change.audit, revision + 1, audit.at(-1)?.digest ?? CHAIN_BEGINS)],
    erasures: [...erasures, ...(change.insertErasures ?? [])].map((one) => ({ ...one, ...done.get(one.id) })),
    deliveries: [...deliveries, ...(change.insertDeliveries ?? [])].map((one) => ({
      ...one,
      ...delivered.get(one.notice),
    })),
  };
}

/** The old ones, and the new ones in place of those of their name. */
function replaced<T>(old: readonly T[], fresh: readonly T[] = [], nameOf: (one: T) => string): readonly T[] {
  const names = new Set(fresh.map(nameOf));
  return [...old.filter((one) => !names.has(nameOf(one))), ...fresh];
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw conflict(`what is to be added is there already: ${name}`);
    seen.add(name);
  }
}

function conflict(message: string): BellwetherError {
  return new BellwetherError("change_conflict", message, { retryAfter: 1 });
}
