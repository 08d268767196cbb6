import { isBellwetherError } from "../../core/error.ts";
import { CODECS } from "../../wire/codecs.ts";
import type { HeaderReader } from "../../wire/codec.ts";
import type { RequestFacts } from "../../wire/facts.ts";
import type { ElementMemo } from "../../wire/json/element-memo.ts";
import { type ScannedBody, scanBody } from "../../wire/json/scan.ts";
import { matchRoute, type WireRoute } from "../../wire/routes.ts";
import type { TrafficRequest } from "./traffic.ts";

/** A request of a traffic file, understood as the gateway understands it. */
export interface ReadRequest {
  readonly traffic: TrafficRequest;
  readonly route: WireRoute;
  readonly headers: HeaderReader;
  readonly body: Uint8Array;
  readonly scanned: ScannedBody;
  readonly facts: RequestFacts;
}

/** A request, or why it is none that a contract speaks of. */
export type ReadResult =
  | { readonly ok: true; readonly request: ReadRequest }
  /** `other`: a path that asks no model; `broken`: a body that cannot be read. */
  | { readonly ok: false; readonly kind: "other" | "broken"; readonly why: string };

/** Understands a request of a traffic file. */
export function readRequest(traffic: TrafficRequest, memo: ElementMemo): ReadResult {
  const headers: HeaderReader = { get: (name) => traffic.headers[name] ?? null };
  const route = matchRoute("POST", traffic.path, headers);
  if (route === undefined || (route.operation !== "generate" && route.operation !== "compact"))
    return { ok: false, kind: "other", why: `${traffic.path} asks no model for an answer` };
  const body = new TextEncoder().encode(traffic.body);
  try {
    const scanned = scanBody(body);
    const facts = CODECS[route.format].readRequest(scanned, headers, memo, route);
    return { ok: true, request: { traffic, route, headers, body, scanned, facts } };
  } catch (error) {
    if (!isBellwetherError(error)) throw error;
    return { ok: false, kind: "broken", why: error.message };
  }
}
