import type { WireRoute } from "../wire/routes.ts";

/** A request as the gateway takes it: what is known before a byte of its body has been read. */
export interface Incoming {
  readonly request: Request;
  readonly route: WireRoute;
  /** Raw path, and the query with its question mark. */
  readonly path: string;
  readonly query: string;
}
