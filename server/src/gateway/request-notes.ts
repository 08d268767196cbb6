import { unlessEmpty } from "../exchange/record.ts";
import { idleBucket } from "../session/attributes.ts";
import type { Recognised } from "../session/book.ts";
import type { RequestFacts } from "../wire/facts.ts";
import type { CallerHeaders } from "./caller.ts";
import type { Exchange } from "./exchange.ts";
import type { Voice } from "./plan.ts";
import { fieldColumns } from "./provenance-headers.ts";
import type { Beginning } from "./sessions.ts";

/** What a request asks for, on its record and in its headers. */
export function noteRequest(exchange: Exchange, facts: RequestFacts): void {
  const { hints } = facts;
  exchange.tell({ states: { requested: facts.fields } });
  exchange.log?.note({
    client: hints.client,
    client_version: hints.clientVersion,
    streamed: unlessEmpty(facts.stream),
    tools_count: facts.tools.length,
    messages_count: facts.messages.length,
    service_tier_requested: facts.serviceTier,
  });
  exchange.log?.note(fieldColumns({ requested: facts.fields }));
}

/** Whose voice it is. */
export function noteVoice(exchange: Exchange, voice: Voice, session: Recognised): void {
  const { prompt } = voice;
  exchange.tell({ role: voice.matched.role, promptDigest: prompt.digest });
  exchange.log?.note({
    session: session.id,
    session_source: session.source,
    role: voice.matched.role,
    audience: voice.contracted.audience,
    journeys: unlessEmpty(voice.journeys),
    prompt_digest: prompt.digest,
    prompt_sections: unlessEmpty(prompt.sections.map(({ id, digest }, index) => `${id ?? index}=${digest}`)),
    prompt_registered: prompt.registered,
  });
}

/** Where it stands in its session. */
export function noteStanding(
  exchange: Exchange,
  { standing, parentExchange }: Beginning,
  agent: string,
  parentAgent: string | undefined,
  caller: CallerHeaders,
): void {
  exchange.log?.note({
    agent: unlessEmpty(agent),
    parent_exchange: caller.parent ?? unlessEmpty(parentExchange),
    agent_depth: parentAgent === undefined ? undefined : parentAgent === "" ? 1 : 2,
    epoch: standing.epoch,
    epoch_reason: standing.epochReason,
    turn: standing.turn,
    chain_digest: standing.chain,
    idle_ms: standing.idleMs,
    idle_bucket: idleBucket(standing.idleMs),
    max_idle_ms: standing.maxIdleMs,
    resumed: unlessEmpty(standing.resumed),
    compacted: unlessEmpty(standing.compacted),
    retry: unlessEmpty(standing.retry),
    reasoning_kept: standing.reasoningKept,
    prefix_stable: standing.prefixStable,
    cache_bytes_changed: standing.cacheBytesChanged,
  });
}
