import { CODECS } from "../wire/codecs.ts";
import { admit } from "./admission.ts";
import type { CallerHeaders } from "./caller.ts";
import { modelAsked } from "./azure.ts";
import { embeddingTerms } from "./embedding.ts";
import type { Exchange } from "./exchange.ts";
import type { Identity } from "./identify.ts";
import type { Incoming } from "./incoming.ts";
import { bindContract } from "./plan.ts";
import type { Planned } from "./planned.ts";
import type { GatewayPorts } from "./ports.ts";
import { fieldColumns } from "./provenance-headers.ts";
import type { Snapshot } from "./snapshot.ts";
import { targetsOf } from "./target.ts";

/**
 * Plans a request whose body is none of our business, or only a name in it: embeddings, what a
 * provider keeps, model lists, and paths that nobody here knows.
 *
 * @throws {BellwetherError} `body_malformed` for embeddings that are asked for in no JSON.
 */
export function planBytes(
  ports: GatewayPorts,
  exchange: Exchange,
  { route, request }: Incoming,
  { key }: Identity,
  caller: CallerHeaders,
  snapshot: Snapshot,
  body: Uint8Array | undefined,
): Planned {
  const binding = bindContract({
    snapshot,
    key,
    caller,
    system: [],
    pinned: undefined,
    assumed: false,
    now: exchange.receivedAt,
  });
  admit(ports, exchange, binding, snapshot);
  if (route.operation === "other" && binding.terms.safety?.critical === true) {
    exchange.log?.note({ violations: ["ROUTE_UNKNOWN"] });
    exchange.tell({ violations: ["ROUTE_UNKNOWN"] });
  }
  const targets = targetsOf(undefined, route, ports.settings.upstreams, false);
  exchange.log?.note({ synthetic: targets.some(({ upstream }) => upstream.lab) || key.kind === "test" });
  const codec = route.operation === "embed" ? CODECS[route.format].embeddings : undefined;
  const embedding =
    codec === undefined
      ? undefined
      : embeddingTerms(codec, body ?? new Uint8Array(0), binding.terms.mode !== "observe", (said) =>
          modelAsked(route, said, ports.settings.upstreams),
        );
  if (embedding?.requested !== undefined) {
    const values = { model: embedding.requested };
    exchange.log?.note(fieldColumns({ requested: values, sent: values }));
    exchange.tell({ states: { requested: values, sent: values } });
  }
  return {
    targets,
    body,
    extraHeaders: {},
    modelSpan: embedding?.modelSpan,
    decided: undefined,
    idempotent: embedding !== undefined || request.method === "GET" || request.method === "HEAD",
    ...(embedding === undefined ? {} : { embedding }),
  };
}
