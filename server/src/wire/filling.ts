import type { Fill, FillValues, Splice } from "./codec.ts";
import { intoBody, intoObject, placeFor } from "./json/insert.ts";
import type { ScannedBody } from "./json/scan.ts";

/** Gathers where contracted values go in a request that left them out. */
export class Filling {
  readonly #body: ScannedBody;
  readonly #members: Record<string, unknown> = {};
  readonly #splices: Splice[] = [];
  readonly #unplaced: (keyof FillValues)[] = [];

  constructor(body: ScannedBody) {
    this.#body = body;
  }

  /**
   * Puts a value under a key that the request does not have; a value that is not contracted is passed over.
   *
   * @param parent the object that holds the key, made where it is missing. One value an object.
   */
  put(name: keyof FillValues, value: unknown, key: string, parent?: string): void {
    if (value === undefined) return;
    const place = placeFor(this.#body, key, parent);
    if (place === undefined) this.#unplaced.push(name);
    else if (place !== "body") this.#splices.push(...intoObject(this.#body, place, { [key]: value }));
    else this.#members[parent ?? key] = parent === undefined ? value : { [key]: value };
  }

  /** Puts something in a place of its own. */
  splice(splice: Splice): void {
    this.#splices.push(splice);
  }

  /** Notes a value that the format, or this request, has no place for; nothing is lost of none. */
  noPlace(name: keyof FillValues, value: unknown): void {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return;
    this.#unplaced.push(name);
  }

  /** @param headers to set, lower-case names. */
  done(headers: Readonly<Record<string, string>> = {}): Fill {
    return { splices: [...intoBody(this.#body, this.#members), ...this.#splices], headers, unplaced: this.#unplaced };
  }
}
