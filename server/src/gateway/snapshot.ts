import type { Contract } from "../contract/contract.ts";
import { ChoiceBook, type Offer, type TenantChoice } from "../contract/notices/choices.ts";
import { isMapping } from "../contract/merge.ts";
import { readRegistered } from "../contract/registered.ts";
import type { Registry } from "../contract/selection.ts";
import { BellwetherError } from "../core/error.ts";
import type { KeyRecord } from "./key.ts";

/** A snapshot as it travels and as it is kept on disk. */
export interface SnapshotDocument {
  /** Grows with every change of what gateways serve from. */
  readonly revision: number;
  /** Milliseconds. */
  readonly createdAt: number;
  /** Contract documents with prompts and schemas inlined, and their digests. */
  readonly contracts: readonly { readonly digest: string; readonly document: unknown }[];
  /** Version by channel by surface. */
  readonly channels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly keys: readonly KeyRecord[];
  /** What tenants may choose and what they chose; absent in a snapshot of an older control. */
  readonly choices?: { readonly offers: readonly Offer[]; readonly chosen: readonly TenantChoice[] };
}

/** What a gateway serves from: immutable, in memory, replaced whole. */
export interface Snapshot {
  readonly revision: number;
  readonly createdAt: number;
  readonly registry: Registry;
  /** By hash. */
  readonly keys: ReadonlyMap<string, KeyRecord>;
  /** Which contract holds for which tenant. */
  readonly choices: ChoiceBook;
}

/**
 * Makes snapshots from documents. Contracts never change, so those of the snapshot before are
 * used again.
 */
export class SnapshotLoader {
  #contracts = new Map<string, Contract>();
  #choices = new ChoiceBook([], [], () => undefined);
  #choicesFrom = "";

  /**
   * @throws {BellwetherError} `contract_invalid` when the document is not whole, or a contract is not what its digest says: a
   * damaged file or a manipulated stream; the gateway then keeps what it has.
   */
  load(document: SnapshotDocument): Snapshot {
    if (!isWhole(document))
      throw new BellwetherError("contract_invalid", "the snapshot is not whole: its file or its stream is damaged");
    const contracts = new Map(
      document.contracts.map((entry) => [
        entry.digest,
        this.#contracts.get(entry.digest) ?? readRegistered(entry, "snapshot"),
      ]),
    );
    const surfaces = new Map<string, { versions: Map<string, Contract>; channels: Map<string, string> }>();
    for (const contract of contracts.values()) {
      const entry = surfaces.get(contract.surface) ?? { versions: new Map(), channels: new Map() };
      entry.versions.set(contract.version, contract);
      surfaces.set(contract.surface, entry);
    }
    for (const [surface, channels] of Object.entries(document.channels)) {
      for (const [channel, version] of Object.entries(channels)) surfaces.get(surface)?.channels.set(channel, version);
    }
    this.#contracts = contracts;
    this.#readChoices(document.choices);
    return {
      revision: document.revision,
      createdAt: document.createdAt,
      registry: { surfaces: surfaces },
      keys: new Map(document.keys.map((key) => [key.hash, key])),
      choices: this.#choices,
    };
  }

  /** What was made of choices is used again as long as they are the same. */
  #readChoices(choices: SnapshotDocument["choices"]): void {
    const { offers = [], chosen = [] } = choices ?? {};
    const contracts = this.#contracts;
    const from = JSON.stringify([offers, chosen, [...contracts.keys()]]);
    if (from === this.#choicesFrom) return;
    this.#choicesFrom = from;
    this.#choices = new ChoiceBook(offers, chosen, (digest) => contracts.get(digest));
  }
}

/** Whether a document has the parts that a gateway serves from; it comes from a file or a stream. */
function isWhole(document: unknown): document is SnapshotDocument {
  if (!isMapping(document)) return false;
  const { revision, createdAt, contracts, channels, keys, choices } = document;
  return (
    (choices === undefined ||
      (isMapping(choices) && Array.isArray(choices["offers"]) && Array.isArray(choices["chosen"]))) &&
    Number.isFinite(revision) &&
    Number.isFinite(createdAt) &&
    Array.isArray(contracts) &&
    contracts.every((one) => isMapping(one) && typeof one["digest"] === "string" && isMapping(one["document"])) &&
    isMapping(channels) &&
    Object.values(channels).every(isMapping) &&
    Array.isArray(keys) &&
    keys.every((key) => isMapping(key) && KEY_TEXTS.every((name) => typeof key[name] === "string"))
  );
}

const KEY_TEXTS = ["id", "hash", "kind", "tenant"];
