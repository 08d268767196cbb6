import { asText, type JsonObject } from "../../../wire/json/value.ts";
import { LabError } from "../lab-error.ts";

/** An answer that was kept, and the history that it answered. */
export interface StoredResponse {
  readonly response: JsonObject;
  /** Every item of the conversation, the answer's own at the end. */
  readonly items: readonly JsonObject[];
  /** The items that its request brought. */
  readonly input: readonly JsonObject[];
}

/** Answers that a provider keeps, by the account that asked. */
export class StoredResponses {
  readonly #kept = new Map<string, StoredResponse>();
  readonly #capacity: number;

  /** @param capacity answers; beyond it the oldest are forgotten. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  put(account: string, id: string, stored: StoredResponse): void {
    this.#kept.set(`${account}|${id}`, stored);
    if (this.#kept.size <= this.#capacity) return;
    const oldest = this.#kept.keys().next();
    if (!oldest.done) this.#kept.delete(oldest.value);
  }

  /** @throws {LabError} 404 for what is not kept. */
  get(account: string, id: string): StoredResponse {
    const stored = this.#kept.get(`${account}|${id}`);
    if (stored === undefined) throw new LabError(404, `Response with id '${id}' not found.`);
    return stored;
  }

  /** @throws {LabError} 400, where an answer is to go on from one that is not kept. */
  before(account: string, id: string): readonly JsonObject[] {
    const stored = this.#kept.get(`${account}|${id}`);
    if (stored === undefined)
      throw new LabError(400, `Previous response with id '${id}' not found.`, "previous_response_id");
    return stored.items;
  }

  /**
   * Puts kept items in the place of references to them.
   *
   * @throws {LabError} 404 for one that is not kept.
   */
  resolved(account: string, items: readonly JsonObject[]): readonly JsonObject[] {
    if (!items.some(isReference)) return items;
    const own = [...this.#kept].filter(([key]) => key.startsWith(`${account}|`));
    const kept = new Map(own.flatMap(([, stored]) => stored.items.map((item) => [item.id, item] as const)));
    return items.map((item) => {
      if (!isReference(item)) return item;
      const found = kept.get(item.id);
      if (found === undefined) throw new LabError(404, `Item with id '${asText(item.id) ?? ""}' not found.`, "input");
      return found;
    });
  }

  /** @throws {LabError} 404 for what is not kept. */
  delete(account: string, id: string): void {
    this.get(account, id);
    this.#kept.delete(`${account}|${id}`);
  }
}

function isReference({ type }: JsonObject): boolean {
  return type === "item_reference";
}
