import type { Contract } from "../contract/contract.ts";
import { DEFAULT_CHANNEL } from "../contract/selection.ts";
import type { ControlState } from "./control-store.ts";
import { decideAndApply, type Decision } from "./decide.ts";
import type { ControlPorts } from "./keys.ts";

/** What became of a contract file at start. */
export type Registration =
  | { readonly kind: "registered" | "known"; readonly contract: Contract }
  /** The version exists with another digest: what was registered stays, the file has to be mended. */
  | { readonly kind: "changed"; readonly contract: Contract; readonly registeredDigest: string };

/**
 * Registers the contracts of the configuration. A version never changes: one that is known with
 * another digest is reported and not taken. The first version of a surface gets its `stable`
 * channel; later ones wait for a rollout or an audited command.
 */
export async function registerContracts(
  ports: ControlPorts,
  contracts: readonly Contract[],
): Promise<readonly Registration[]> {
  const results: Registration[] = [];
  const byVersion = [...contracts].sort((a, b) => compareVersions(a.version, b.version));
  for (const contract of byVersion) {
    // By version and not by object: two files may hold the same one.
    const highest = byVersion.findLast(({ surface }) => surface === contract.surface)?.version === contract.version;
    // Replicas that start together register the same files.
    results.push(
      await decideAndApply(ports.store, (state) => registration(contract, state, ports.clock.now(), highest)),
    );
  }
  if (results.some(({ kind }) => kind === "registered")) await ports.changed();
  return results;
}

function registration(contract: Contract, state: ControlState, now: number, highest: boolean): Decision<Registration> {
  const { surface, version, digest } = contract;
  const known = state.contracts.find((one) => one.surface === surface && one.version === version);
  if (known !== undefined) {
    const same = known.digest === digest;
    return {
      result: same ? { kind: "known", contract } : { kind: "changed", contract, registeredDigest: known.digest },
    };
  }
  const hasChannel = state.channels.some((one) => one.surface === surface && one.channel === DEFAULT_CHANNEL);
  return {
    result: { kind: "registered", contract },
    change: {
      audit: {
        at: now,
        actor: "bellwether",
        action: "contract.register",
        subject: `${surface}@${version}`,
        detail: JSON.stringify({ digest, file: contract.file }),
      },
      insertContracts: [{ surface, version, digest, document: JSON.stringify(contract.document), registeredAt: now }],
      ...(hasChannel || !highest ? {} : { setChannels: [{ surface, channel: DEFAULT_CHANNEL, version }] }),
    },
  };
}

/**
 * Compares semantic versions by their precedence (Semantic Versioning 2.0.0, section 11); what is
 * behind a plus sign does not count.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length;
  for (const [index, one] of left.pre.entries()) {
    const other = right.pre[index];
    if (other === undefined) return 1;
    const difference = compareIdentifiers(one, other);
    if (difference !== 0) return difference;
  }
  return left.pre.length - right.pre.length;
}

function partsOf(version: string): { readonly numbers: readonly number[]; readonly pre: readonly string[] } {
  const plain = version.split("+", 1)[0] ?? "";
  const dash = plain.indexOf("-");
  const core = dash < 0 ? plain : plain.slice(0, dash);
  return { numbers: core.split(".").map(Number), pre: dash < 0 ? [] : plain.slice(dash + 1).split(".") };
}

/** Numbers by their value and before words; words by their ASCII characters. */
function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}
