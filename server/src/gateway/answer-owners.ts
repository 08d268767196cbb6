import { BellwetherError } from "../core/error.ts";
import { Recent } from "../core/recent.ts";
import type { WireRoute } from "../wire/routes.ts";
import { mayCall } from "./key.ts";
import type { Snapshot } from "./snapshot.ts";

/** Asks whoever keeps the records for the tenant to which an answer was given. */
export interface OwnerLookup {
  /**
   * @returns undefined where no record names the answer.
   * @throws {BellwetherError} `store_unreachable` where nobody can say.
   */
  tenantOf(answer: string): Promise<string | undefined>;
}

/** Answers, and items of them, that one gateway remembers. */
const REMEMBERED = 200_000;

/**
 * To which tenant each answer was given that a provider keeps: behind one credential the provider
 * lets everybody read, go on from, and delete everybody's.
 */
export class AnswerOwners {
  readonly #tenants = new Recent<string, string>(REMEMBERED);
  readonly #lookup: OwnerLookup | undefined;

  constructor(lookup: OwnerLookup | undefined) {
    this.#lookup = lookup;
  }

  /** Notes to whom an answer, or an item of it, was given; the first to have it has it. */
  note(id: string, tenant: string): void {
    if (this.#tenants.get(id) === undefined) this.#tenants.set(id, tenant);
  }

  /**
   * Lets a tenant have its own answers, and those of which nobody here knows; where there is only one
   * tenant, nobody is asked.
   *
   * @param items ids that are known only to the gateway that gave them.
   * @throws {BellwetherError} `resource_unknown` where an answer is another tenant's;
   * `store_unreachable` where nobody can say.
   */
  async require(
    answers: readonly string[],
    items: readonly string[],
    tenant: string,
    snapshot: Snapshot,
  ): Promise<void> {
    const known = [...answers, ...items].map((id) => this.#tenants.get(id));
    if (known.some((owner) => owner !== undefined && owner !== tenant)) throw unknownAnswer();
    if (this.#lookup === undefined || !hasOthers(snapshot, tenant)) return;
    for (const id of answers) {
      if (this.#tenants.get(id) !== undefined) continue;
      const owner = await this.#lookup.tenantOf(id);
      if (owner !== undefined) this.note(id, owner);
      if (owner !== undefined && owner !== tenant) throw unknownAnswer();
    }
  }
}

/** The kept answer that a path names: `/responses/ID`, `/responses/ID/cancel`, Azure's too. */
export function storedAnswerOf({ operation, upstreamPath }: WireRoute): string | undefined {
  return operation === "stored" ? /\/responses\/([A-Za-z0-9_-]+)/.exec(upstreamPath)?.[1] : undefined;
}

function hasOthers({ keys }: Snapshot, tenant: string): boolean {
  for (const key of keys.values()) if (mayCall(key.kind) && key.tenant !== tenant) return true;
  return false;
}

/** The same words whether there is such an answer or not. */
function unknownAnswer(): BellwetherError {
  return new BellwetherError(
    "resource_unknown",
    "this key's tenant has no such answer: what a request reads, deletes or goes on from has to be its own",
  );
}
