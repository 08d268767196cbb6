import type { Contract } from "../contract/contract.ts";
import type { Notice } from "../contract/notices/notice.ts";
import type { NoticeTerms } from "../contract/notices/terms.ts";
import { DEFAULT_CHANNEL } from "../contract/selection.ts";
import { compareVersions } from "../contract/version-order.ts";
import type { ControlState } from "./control-store.ts";
import { decideAndApply, type Decision } from "./decide.ts";
import type { ControlPorts } from "./keys.ts";
import { noticed, noticeDetail, noticeParts } from "./noticing.ts";
import { type Obstacle, registrability, type RegistrationTerms } from "./registration.ts";

/** What became of a contract that was to be registered. */
export type Registration =
  | {
      readonly kind: "registered";
      readonly contract: Contract;
      /** The version that it was compared with. */
      readonly against: string | undefined;
      /** What was passed over by force. */
      readonly forced: readonly Obstacle[];
      /** The channel that points at it from now on, as the first of its surface. */
      readonly channel: string | undefined;
      /** What integrators are told; undefined where there is nothing to tell. */
      readonly notice: Notice | undefined;
    }
  /** The same version with the same digest is registered already: nothing was done. */
  | { readonly kind: "known"; readonly contract: Contract }
  /** Nothing was done, for these reasons. */
  | { readonly kind: "refused"; readonly contract: Contract; readonly obstacles: readonly Obstacle[] };

/** Who registers, and how. */
export interface RegistrationWish extends RegistrationTerms {
  readonly contract: Contract;
  readonly actor: string;
  /** Passes over what may be passed over; the reason is kept. */
  readonly force?: { readonly reason: string };
  /** Whether it may become the first version of its surface's `stable` channel. */
  readonly begins?: boolean;
  /** What is said of the change beside the contract. */
  readonly terms?: NoticeTerms;
  /** Whether a webhook is owed the notice. */
  readonly webhook?: boolean;
}

/** Decides whether and how a contract is registered. Pure. */
export function decideRegistration(wish: RegistrationWish, state: ControlState): Decision<Registration> {
  const { contract, actor, force, now, begins = true, terms = {}, webhook = false } = wish;
  const { known, obstacles: own, against, findings } = registrability(contract, state, wish);
  if (known) return { result: { kind: "known", contract } };
  const { notice, obstacles: others } = noticed({ before: against, after: contract, findings, terms, now }, state);
  const obstacles = [...own, ...others];
  if (obstacles.some(({ forceable }) => !forceable || force === undefined))
    return { result: { kind: "refused", contract, obstacles } };
  const { surface, version, digest, file } = contract;
  const hasChannel = state.channels.some((one) => one.surface === surface && one.channel === DEFAULT_CHANNEL);
  const channel = hasChannel || !begins ? undefined : DEFAULT_CHANNEL;
  const detail = {
    digest,
    file,
    channel: channel ?? null,
    ...noticeDetail(notice, terms),
    ...(force === undefined ? {} : { reason: force.reason, forced: obstacles.map(({ message }) => message) }),
  };
  return {
    result: { kind: "registered", contract, against: against?.version, forced: obstacles, channel, notice },
    change: {
      audit: {
        at: now,
        actor,
        action: "contract.register",
        subject: `${surface}@${version}`,
        detail: JSON.stringify(detail),
      },
      insertContracts: [{ surface, version, digest, document: JSON.stringify(contract.document), registeredAt: now }],
      ...(channel === undefined ? {} : { setChannels: [{ surface, channel, version }] }),
      ...noticeParts(notice, webhook),
    },
  };
}

/**
 * Registers the contracts of the configuration, as a person would who gave the command for each:
 * what is refused is reported, and what is registered stays. The highest version of a new surface
 * gets its `stable` channel; later ones wait for a rollout or an audited command.
 */
export async function registerContracts(
  ports: ControlPorts,
  contracts: readonly Contract[],
  terms: Omit<RegistrationTerms, "now"> = {},
): Promise<readonly Registration[]> {
  const results: Registration[] = [];
  const byVersion = [...contracts].sort((a, b) => compareVersions(a.version, b.version));
  for (const contract of byVersion) {
    // By version and not by object: two files may hold the same one.
    const begins = byVersion.findLast(({ surface }) => surface === contract.surface)?.version === contract.version;
    const { clock, webhook = false } = ports;
    const wish = { ...terms, contract, actor: "bellwether", begins, now: clock.now(), webhook };
    // Replicas that start together register the same files.
    results.push(await decideAndApply(ports.store, (state) => decideRegistration(wish, state)));
  }
  if (results.some(({ kind }) => kind === "registered")) await ports.changed();
  return results;
}
