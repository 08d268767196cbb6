/** Where requests are sent: an address, or a local socket and what the address is taken to be. */
export interface Endpoint {
  /** `http://control`, `https://control-0.example:4143`, with a path where one comes before all others. */
  readonly base: string;
  readonly socket?: string;
}

/** One place where control answers. */
export interface ControlPlace {
  /** As messages say it. */
  readonly name: string;
  /** What only gateways may ask. */
  readonly inner: Endpoint;
  /** The API, the page, health. */
  readonly api: Endpoint;
}

/**
 * The places where control answers, one or several replicas, and which of them is asked now. Who
 * finds that one does not answer passes it over, and all go on with the next.
 */
export class ControlPlaces {
  readonly all: readonly ControlPlace[];
  readonly #token: (() => string) | undefined;
  #at: number;

  /**
   * @param token what gateways of other machines show; read anew at each request.
   * @param first which place is asked first, so that many gateways spread over them.
   */
  constructor(all: readonly ControlPlace[], token?: () => string, first = 0) {
    this.all = all;
    this.#token = token;
    this.#at = first % all.length;
  }

  /** The place to ask. */
  get current(): ControlPlace {
    const place = this.all[this.#at];
    if (place === undefined) throw new Error("there is no place where control answers");
    return place;
  }

  /** Goes on to the next place, unless somebody has done so already. */
  passOver(place: ControlPlace): void {
    if (place === this.current) this.#at = (this.#at + 1) % this.all.length;
  }

  /** Asks a place what only gateways may ask. */
  ask(place: ControlPlace, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const token = this.#token?.();
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    return fetchFrom(place.inner, path, { ...init, headers });
  }
}

/** Sends a request to an endpoint. The runtime's own time limits are off: silence is the caller's to judge. */
export function fetchFrom({ base, socket }: Endpoint, path: string, init: RequestInit): Promise<Response> {
  // The types do not know all that the runtime takes.
  const runtime = { timeout: false, ...(socket === undefined ? {} : { unix: socket }) };
  return fetch(`${base}${path}`, { ...init, ...(runtime as RequestInit) });
}
