import type { UpstreamConfig } from "../config/config.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import { withModelServed } from "./azure.ts";
import { withErrorNamed } from "./bedrock.ts";

/** What an answer says, and whether its model's name is what somebody declared and not the provider's own word. */
export interface ServedFacts extends ResponseFacts {
  readonly modelSource?: "declared";
}

/** What an answer says in body and head, where the provider puts a part of it there. */
export function servedBy(
  upstream: UpstreamConfig,
  headers: { get(name: string): string | null },
  facts: ResponseFacts,
): ServedFacts {
  if (upstream.kind === "azure") return withModelServed(upstream, headers, facts);
  return upstream.kind === "bedrock" ? withErrorNamed(headers, facts) : facts;
}
