import { Recent } from "../../core/recent.ts";
import { matchRoute, type WireRoute } from "../../wire/routes.ts";
import { urlOf } from "./request-url.ts";

/** Where a request goes by its address. */
export interface RequestPlace {
  readonly route: WireRoute;
  readonly path: string;
  readonly query: string;
}

/** Addresses that are remembered, and the longest of them: clients call few, and often. */
const REMEMBERED = 256;
const LONGEST = 256;

/** Finds providers' paths in addresses, and remembers what it found where nothing but the address says it. */
export class RequestPlaces {
  readonly #known = new Recent<string, RequestPlace>(REMEMBERED);

  /** @returns the address alone where it is no provider's; undefined where it cannot be read. */
  find(request: Request): RequestPlace | URL | undefined {
    const { method, url: address } = request;
    const key = `${method} ${address}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const url = urlOf(request);
    if (url === undefined) return undefined;
    let askedHeaders = false;
    const headers = {
      get: (name: string): string | null => {
        askedHeaders = true;
        return request.headers.get(name);
      },
    };
    const route = matchRoute(method, url.pathname, headers);
    if (route === undefined) return url;
    const place = { route, path: url.pathname, query: url.search };
    // A query may hold a credential, and what the headers decide is another matter each time.
    if (!askedHeaders && place.query === "" && key.length <= LONGEST) this.#known.set(key, place);
    return place;
  }
}
