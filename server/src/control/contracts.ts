import type { Contract } from "../contract/contract.ts";
import { DEFAULT_CHANNEL } from "../contract/selection.ts";
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
    const state = await ports.store.state();
    const known = state.contracts.find(
      ({ surface, version }) => surface === contract.surface && version === contract.version,
    );
    if (known !== undefined) {
      const same = known.digest === contract.digest;
      results.push(same ? { kind: "known", contract } : { kind: "changed", contract, registeredDigest: known.digest });
      continue;
    }
    const hasChannel = state.channels.some(
      ({ surface, channel }) => surface === contract.surface && channel === DEFAULT_CHANNEL,
    );
    const highest = byVersion.findLast(({ surface }) => surface === contract.surface) === contract;
    const { surface, version, digest } = contract;
    await ports.store.apply({
      audit: {
        at: ports.clock.now(),
        actor: "bellwether",
        action: "contract.register",
        subject: `${surface}@${version}`,
        detail: JSON.stringify({ digest, file: contract.file }),
      },
      insertContracts: [
        { surface, version, digest, document: JSON.stringify(contract.document), registeredAt: ports.clock.now() },
      ],
      ...(hasChannel || !highest ? {} : { setChannels: [{ surface, channel: DEFAULT_CHANNEL, version }] }),
    });
    results.push({ kind: "registered", contract });
  }
  if (results.some(({ kind }) => kind === "registered")) await ports.changed();
  return results;
}

/** Compares semantic versions by their numbers; what is behind a dash sorts before the release. */
export function compareVersions(a: string, b: string): number {
  const parse = (version: string): { numbers: number[]; pre: string } => {
    const [core = "", pre = ""] = version.split("+")[0]?.split(/-(.*)/s) ?? [];
    return { numbers: core.split(".").map(Number), pre };
  };
  const [left, right] = [parse(a), parse(b)];
  for (let i = 0; i < 3; i++) {
    const difference = (left.numbers[i] ?? 0) - (right.numbers[i] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.pre === right.pre) return 0;
  if (left.pre === "" || right.pre === "") return left.pre === "" ? 1 : -1;
  return left.pre.localeCompare(right.pre, "en", { numeric: true });
}
