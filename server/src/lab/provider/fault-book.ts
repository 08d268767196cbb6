import { type FaultItem, type Faults, parseFaults } from "./faults.ts";
import { Tally } from "./tally.ts";

/** What an admin has ordered for calls to come. */
export interface FaultOrder {
  /** As in `x-lab-fault`. */
  readonly fault: string;
  /** Calls that it strikes, beside what the faults themselves say. */
  readonly times?: number;
  /** It strikes only calls of which all of this is true. */
  readonly match?: {
    /** The beginning of the path. */
    readonly path?: string;
    /** The model that was asked. */
    readonly model?: string;
    /** A text in the body as received. */
    readonly contains?: string;
  };
}

/** The call that is about to be answered. */
export interface StruckCall {
  readonly path: string;
  readonly model: string | undefined;
  readonly body: string;
  /** What makes a retry the same call. */
  readonly digest: string;
}

/** Knows which faults strike which calls, and how often they have. */
export class FaultBook {
  readonly #orders: { readonly order: FaultOrder; readonly items: readonly FaultItem[]; left: number }[] = [];
  readonly #struck = new Tally();

  /** @throws {LabError} 400 for faults that there are not. */
  order(order: FaultOrder): void {
    const items = parseFaults(order.fault);
    this.#orders.push({ order, items, left: order.times ?? Number.POSITIVE_INFINITY });
  }

  get orders(): readonly (FaultOrder & { readonly left: number | null })[] {
    return this.#orders.map(({ order, left }) => ({ ...order, left: Number.isFinite(left) ? left : null }));
  }

  clear(): void {
    this.#orders.length = 0;
    this.#struck.clear();
  }

  /**
   * The faults of one call: of the header, of its directive, of orders. Of two that say the same
   * the later one counts. A limited fault is counted by the call's body, so that a retry of the
   * same bytes finds it used up.
   *
   * @throws {LabError} 400 for faults that there are not.
   */
  strike(lists: readonly string[], call: StruckCall): { readonly faults: Faults; readonly texts: readonly string[] } {
    let faults: Faults = {};
    const texts: string[] = [];
    const apply = (items: readonly FaultItem[], scope: string): void => {
      for (const item of items) {
        if (Number.isFinite(item.times) && this.#struck.add(`${scope}|${item.text}`, item.times) >= item.times)
          continue;
        faults = { ...faults, ...item.effect };
        texts.push(item.text);
      }
    };
    for (const [index, entry] of this.#orders.entries()) {
      if (entry.left <= 0 || !matches(entry.order, call)) continue;
      entry.left--;
      apply(entry.items, `order ${index}`);
    }
    for (const list of lists) apply(parseFaults(list), call.digest);
    return { faults, texts };
  }
}

function matches({ match = {} }: FaultOrder, call: StruckCall): boolean {
  if (match.path !== undefined && !call.path.startsWith(match.path)) return false;
  if (match.model !== undefined && match.model !== call.model) return false;
  return match.contains === undefined || call.body.includes(match.contains);
}
