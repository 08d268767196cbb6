import type { Contract } from "../contract.ts";
import { endOf } from "../day.ts";
import type { ChoosableField, Notice } from "./notice.ts";
import { hasAnyChange, overlaid, type Withdrawal } from "./overlay.ts";
import type { Opt } from "./terms.ts";

/** What a notice lets tenants choose, as gateways need it. */
export interface Offer {
  /** The notice's id. */
  readonly notice: string;
  readonly surface: string;
  /** Digests of the two versions. */
  readonly from: string;
  readonly to: string;
  readonly fields: readonly ChoosableField[];
  /** The last day on which conversations may begin with old values. */
  readonly sunset?: string;
}

/** What a tenant chose. */
export interface TenantChoice {
  readonly tenant: string;
  readonly notice: string;
  readonly choice: Opt;
  /** Milliseconds; of several about the same change the newest counts. */
  readonly at: number;
}

/** The contract that holds for a tenant. */
export interface ChosenContract {
  readonly contract: Contract;
  /**
   * By which choices it holds, `n-0123...:out`: `out` and `in` as the tenant chose, `default` where
   * old values hold because it is not in. Empty where no choice changes anything.
   */
  readonly choice: string;
}

/** How an offer holds for a tenant. */
type Stand = "out" | "in" | "default";

/** An offer and the versions between which it lies. */
interface KnownOffer {
  readonly offer: Offer;
  readonly from: Contract;
  readonly to: Contract;
  /** The surface and the two versions: the change, however many notices there are of it. */
  readonly pair: string;
  /** Milliseconds; infinite where it has no sunset. */
  readonly endsAt: number;
}

/** The offer of a notice; undefined where it lets nobody choose. */
export function offerOf({ id, surface, digests, choice }: Notice): Offer | undefined {
  if (choice === undefined) return undefined;
  const { fields, sunset } = choice;
  return { notice: id, surface, ...digests, fields, ...(sunset === undefined ? {} : { sunset }) };
}

/** Whether an offer, or a notice's choice, is over. */
export function isOver(choice: { readonly sunset?: string }, now: number): boolean {
  return now >= endsAt(choice);
}

function endsAt({ sunset }: { readonly sunset?: string }): number {
  return sunset === undefined ? Infinity : endOf(sunset);
}

/** Which contract holds for which tenant, by what notices offer and tenants chose. */
export class ChoiceBook {
  readonly #bySurface = new Map<string, KnownOffer[]>();
  /** The newest choice of each tenant, and of each pair of versions. */
  readonly #choices = new Map<string, Map<string, TenantChoice>>();
  readonly #made = new Map<string, ChosenContract>();

  /**
   * @param offers in the order in which they were made.
   * @param contractOf a registered version by its digest.
   */
  constructor(
    offers: readonly Offer[],
    choices: readonly TenantChoice[],
    contractOf: (digest: string) => Contract | undefined,
  ) {
    const pairs = new Map<string, string>();
    for (const offer of offers) {
      const [from, to] = [contractOf(offer.from), contractOf(offer.to)];
      if (from === undefined || to === undefined) continue;
      const pair = pairOf(offer);
      pairs.set(offer.notice, pair);
      const known = this.#bySurface.get(offer.surface) ?? [];
      this.#bySurface.set(offer.surface, [...known, { offer, from, to, pair, endsAt: endsAt(offer) }]);
    }
    for (const [surface, known] of this.#bySurface) this.#bySurface.set(surface, inOrder(known));
    for (const chosen of choices) {
      // A version is registered and then promoted, perhaps twice: each has a notice, and it is one change.
      const pair = pairs.get(chosen.notice);
      if (pair === undefined) continue;
      const own = this.#choices.get(chosen.tenant) ?? new Map<string, TenantChoice>();
      if ((own.get(pair)?.at ?? -1) <= chosen.at) own.set(pair, chosen);
      this.#choices.set(chosen.tenant, own);
    }
  }

  /** The contract that holds for a tenant's new conversations in the place of a registered one. */
  choose(contract: Contract, tenant: string, now: number): ChosenContract {
    const offers = (this.#bySurface.get(contract.surface) ?? []).filter((known) => now < known.endsAt);
    if (offers.length === 0) return { contract, choice: "" };
    const chosen = this.#choices.get(tenant);
    return this.#with(
      contract,
      offers.map((known) => [known, chosen?.get(known.pair)?.choice ?? "default"] as const),
    );
  }

  /** The contract that a conversation began with, made again from what its records say. */
  again(contract: Contract, choice: string): Contract {
    const stands = new Map(choice.split(",").map((part) => part.split(":") as [string, Stand]));
    const offers = this.#bySurface.get(contract.surface) ?? [];
    const meant = offers.flatMap((known) => {
      const stand = stands.get(known.offer.notice);
      return stand === undefined ? [] : [[known, stand] as const];
    });
    return this.#with(contract, meant).contract;
  }

  #with(contract: Contract, stands: readonly (readonly [KnownOffer, Stand])[]): ChosenContract {
    const key = [contract.digest, ...stands.map(([{ offer }, stand]) => `${offer.notice}:${stand}`)].join(",");
    const made = this.#made.get(key) ?? chosenBy(contract, stands);
    this.#made.set(key, made);
    return made;
  }
}

function chosenBy(contract: Contract, stands: readonly (readonly [KnownOffer, Stand])[]): ChosenContract {
  const withdrawals = stands.map(([known, stand]) => withdrawalOf(known, stand));
  const { contract: mixed, notices } = overlaid(
    contract,
    withdrawals.filter(({ paths }) => paths.length > 0),
  );
  const said = stands.filter(([known, stand]) => {
    if (stand !== "in") return notices.includes(known.offer.notice);
    // Who is in has what is registered, by a choice where others have what was before.
    const paths = withdrawalOf(known, "default").paths;
    return hasAnyChange(contract, { ...known, paths });
  });
  return { contract: mixed, choice: said.map(([{ offer }, stand]) => `${offer.notice}:${stand}`).join(",") };
}

function withdrawalOf({ offer, from, to }: KnownOffer, stand: Stand): Withdrawal {
  const withdrawn = offer.fields.filter(({ opt }) => stand === "out" || (stand === "default" && opt === "in"));
  return { notice: offer.notice, from, to, paths: withdrawn.map(({ path }) => path) };
}

function pairOf({ surface, from, to }: Offer): string {
  return JSON.stringify([surface, from, to]);
}

/**
 * Changes in the order in which they came; of several notices of one change the oldest last, so
 * that it is the one by which the change is gone back from, however often it is promoted again.
 */
function inOrder(offers: readonly KnownOffer[]): KnownOffer[] {
  const pairs = new Map<string, KnownOffer[]>();
  for (const known of offers) {
    pairs.set(known.pair, [known, ...(pairs.get(known.pair) ?? [])]);
  }
  return [...pairs.values()].flat();
}
