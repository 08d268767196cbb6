import { judgeSteps } from "../contract/guard-steps.ts";
import { judgeRequest } from "../contract/guard.ts";
import { sha256 } from "../core/digest.ts";
import { IN_STEP } from "../core/turn.ts";
import { agentByRole } from "../session/conversation.ts";
import { CODECS } from "../wire/codecs.ts";
import type { FieldValues, RequestFacts } from "../wire/facts.ts";
import type { Fill, FillValues } from "../wire/codec.ts";
import type { Beginning } from "../wire/json/known-beginnings.ts";
import { type ScannedBody, scanBody } from "../wire/json/scan.ts";
import { spliceBytes } from "../wire/json/splice.ts";
import { withModelAsked } from "./azure.ts";
import { keepBeginning } from "./beginnings.ts";
import { behaviourOf } from "./behaviour.ts";
import { capturedRequest } from "./capture.ts";
import type { CallerHeaders } from "./caller.ts";
import { keepForEvaluation } from "./evaluated.ts";
import type { Exchange } from "./exchange.ts";
import type { Incoming } from "./incoming.ts";
import type { Identity } from "./identify.ts";
import { type Binding, bindContract, hearVoice, pinOf, type Voice } from "./plan.ts";
import type { Planned } from "./planned.ts";
import type { GatewayPorts } from "./ports.ts";
import { fieldColumns } from "./provenance-headers.ts";
import { noteRequest, noteStanding, noteVoice } from "./request-notes.ts";
import { answerJudge, watchedOf, withFindings } from "./session-judgement.ts";
import { skeletonOfRequest } from "./request-skeleton.ts";
import type { Snapshot } from "./snapshot.ts";
import { clockHeaders, requireLab, virtualTime } from "./virtual-clock.ts";
import { targetsOf, type Target } from "./target.ts";
import { demandsOf, isAgainstSubstitution, refuseWhatDeparts } from "./what-departs.ts";

/** Of `00-TRACE-SPAN-FLAGS`. */
const TRACEPARENT_LENGTH = 55;

/** A request that a model is to answer, or whose tokens are to be counted. */
export interface Generation {
  readonly incoming: Incoming;
  readonly exchange: Exchange;
  readonly identity: Identity;
  readonly caller: CallerHeaders;
  readonly snapshot: Snapshot;
  readonly body: Uint8Array;
  /** What is known of the body's beginning. */
  readonly beginning: Beginning | undefined;
}

/**
 * Resolves and guards a request: its session, its contract, its role, what is contracted for it,
 * and what the contract and the caller's own demands say of it.
 *
 * @param bind is told the contract as soon as it is known, so that everything after it is recorded.
 * @throws {BellwetherError} for whatever refuses it.
 */
export async function planGeneration(
  ports: GatewayPorts,
  generation: Generation,
  bind: (binding: Binding) => void,
): Promise<Planned> {
  const { incoming, exchange, identity, caller, snapshot, body, beginning } = generation;
  const { request, route } = incoming;
  const { key } = identity;
  const now = exchange.receivedAt;
  const codec = CODECS[route.format];
  // Until the request is understood its contract can still be told from the key and the headers:
  // a request that cannot be read is then recorded too.
  const early = (): Binding =>
    bindContract({ snapshot, key, caller, system: [], pinned: undefined, assumed: false, now });
  const { scanned, facts } = readOrBind(
    () => {
      const scanned = scanBody(body, beginning?.read);
      const read = codec.readRequest(scanned, request.headers, ports.memo(key.tenant), route);
      keepBeginning(ports, key.tenant, route, scanned, beginning);
      return { scanned, facts: withModelAsked(read, route, ports.settings.upstreams) };
    },
    () => bind(early()),
  );
  // The last step before a session is asked for: until what is refused has been withdrawn from it nothing is awaited
  // where sessions are at hand, so that nobody else of the turn goes by what does not count.
  await IN_STEP;
  noteRequest(exchange, facts);
  const trace = request.headers.get("traceparent");
  // What is longer is no trace context, and nobody's to keep.
  if (trace !== null && trace.length === TRACEPARENT_LENGTH) exchange.log?.note({ traceparent: trace });
  const kept = keptByProvider(facts);
  if (kept !== undefined) {
    await ports.owners.require(kept.answers, kept.items, key.tenant, snapshot).catch((thrown: unknown) => {
      bind(early());
      throw thrown;
    });
  }

  const played = virtualTime(caller);
  if (played !== undefined) exchange.plays(played.at);
  const recognised = ports.sessions.recognise({
    tenant: key.tenant,
    client: facts.hints.client ?? "",
    header: played?.session ?? caller.session,
    conversation: facts.hints.conversation ?? facts.continues?.conversation,
    messages: facts.messages,
    ...(facts.continues?.response === undefined ? {} : { response: facts.continues.response }),
  });
  // With one worker sessions are at hand, and nothing is waited for.
  const session = recognised instanceof Promise ? await recognised : recognised;
  const underWay = facts.continues?.response !== undefined || facts.messages.some(({ role }) => role === "assistant");
  const binding = bindContract({
    snapshot,
    key,
    caller,
    system: facts.system,
    pinned: session.pin,
    assumed: !session.known && underWay,
    now,
  });
  bind(binding);
  const voice = hearVoice(binding.contract, key, caller, facts, request.headers);
  noteVoice(exchange, voice, session);
  const demands = demandsOf(caller);
  const refusesFallback =
    demands.some(({ name }) => name === "substitution" || name === "delegation") || caller.allowDelegate === "none";
  const targets = targetsOf(voice.contracted, route, ports.settings.upstreams, !refusesFallback);
  if (targets.some(({ upstream }) => upstream.lab)) exchange.log?.note({ synthetic: true });
  if (played !== undefined) {
    requireLab(targets);
    exchange.log?.note({ virtual_at: played.at });
  }
  if (route.operation === "count_tokens") {
    return {
      targets,
      body,
      extraHeaders: {},
      modelSpan: scanned.members.get("model"),
      decided: undefined,
      idempotent: true,
    };
  }

  const compacts = route.operation === "compact";
  const agent = compacts ? agentByRole("compaction", facts.messages) : agentOf(generation, facts, binding, voice);
  const parentAgent = agent === "" ? undefined : (facts.hints.parentAgent ?? "");
  const started = ports.sessions.begin({
    session,
    agent,
    parentAgent,
    pin: pinOf(binding),
    compaction: compacts || voice.matched.role === "compaction" || facts.hints.requestClass === "compaction",
    seen: {
      exchange: exchange.id,
      at: exchange.sessionTime,
      model: facts.fields.model ?? "",
      messages: facts.messages,
      prefixBytes: facts.prefixBytes,
      watched: watchedOf(facts, voice),
      ...(facts.continues === undefined ? {} : { continues: facts.continues }),
    },
  });
  const begun = started instanceof Promise ? await started : started;
  noteStanding(exchange, begun, agent, parentAgent, caller);
  ports.capture?.(capturedRequest(generation, session.id, agent, voice.audience, begun));
  exchange.log?.note({ skeleton: skeletonOfRequest(facts, begun.standing.previous) });

  const { standing } = begun;
  const asked = judgeRequest({
    contracted: voice.contracted,
    matched: voice.matched,
    facts,
    prompt: voice.prompt,
    idle: { ...(standing.idleMs === undefined ? {} : { ms: standing.idleMs }), longestMs: standing.maxIdleMs },
  });
  const judgement = withFindings(
    asked,
    voice.contracted,
    standing.breaches,
    judgeSteps(voice.contracted, binding.terms, caller.steps),
  );
  const fill = codec.fill(scanned, judgement.fills, route);
  const sent = sentFields(facts.fields, judgement.fills, fill.unplaced);
  exchange.tell({ states: { requested: facts.fields, contracted: judgement.contractedValues, sent } });
  exchange.log?.note(fieldColumns({ contracted: judgement.contractedValues, sent }));
  const { contracted } = voice;
  exchange.decide({
    contracted,
    contractedValues: judgement.contractedValues,
    findings: judgement.findings,
    session,
    agent,
    demanded: refusesFallback && demands.length > 0,
    refuseSubstitutes: binding.terms.mode !== "observe" || demands.some(isAgainstSubstitution),
    streamed: facts.stream,
    sentModel: sent.model,
    tenant: key.tenant,
    keepsAnswers: facts.format === "openai-responses",
    behaviour:
      ports.behaviour === undefined || compacts
        ? undefined
        : behaviourOf(ports.behaviour, {
            tenant: key.tenant,
            conceal: ports.memo(key.tenant).conceal,
            codec,
            facts,
            scanned,
            contracted,
          }),
    judgeAnswer: answerJudge(contracted, facts, standing.expected, ports.norms),
  });
  if (agent === "" && !compacts)
    keepForEvaluation(ports, generation, { surface: binding.contract.surface, session: session.id, codec });
  try {
    refuseWhatDeparts(exchange, binding, voice, judgement, sent, demands, targets, facts);
  } catch (thrown) {
    await exchange.withdraw();
    throw thrown;
  }
  const sending = { ...outgoing(generation, fill, scanned, targets), decided: exchange.decided };
  return played === undefined
    ? sending
    : { ...sending, extraHeaders: { ...sending.extraHeaders, ...clockHeaders(played) } };
}

/** What a request goes on from that only its provider has, and only the tenant to which it was given may use. */
interface Kept {
  readonly answers: readonly string[];
  readonly items: readonly string[];
}

/** @returns undefined where a request brings all that it goes on from. */
function keptByProvider({ continues, messages }: RequestFacts): Kept | undefined {
  if (continues === undefined && !messages.some(({ reference }) => reference !== undefined)) return undefined;
  const named = (ids: readonly (string | undefined)[]): string[] => ids.filter((id) => id !== undefined);
  return {
    answers: named([continues?.response, continues?.conversation]),
    items: named(messages.map(({ reference }) => reference)),
  };
}

function readOrBind<T>(read: () => T, bindEarly: () => void): T {
  try {
    return read();
  } catch (thrown) {
    bindEarly();
    throw thrown;
  }
}

/** Who of a conversation speaks: as the caller or its client says, else by the role that its request has. */
function agentOf({ caller }: Generation, { hints, messages }: RequestFacts, binding: Binding, voice: Voice): string {
  return (
    caller.agent ?? hints.agent ?? (speaksByDefault(binding, voice) ? "" : agentByRole(voice.matched.role, messages))
  );
}

/** A contract's main voice keeps the conversation's own thread; every other voice has one of its own. */
function speaksByDefault({ terms: { roles } }: Binding, { matched }: Voice): boolean {
  return roles[matched.role]?.match?.default === true || Object.keys(roles).length === 1;
}

/** What goes upstream: what the client asked, and what the contract fills in where the format has a place for it. */
function sentFields(requested: FieldValues, fills: FillValues, unplaced: Fill["unplaced"]): FieldValues {
  const names = Object.keys(fills) as (keyof FillValues)[];
  if (names.length === 0) return requested;
  const sent: Record<string, unknown> = { ...requested };
  for (const name of names) {
    const value = fills[name];
    if (value === undefined || unplaced.includes(name) || name === "contextEdits" || name === "system") continue;
    sent[name] = name === "betas" ? [...(fills.betas ?? [])].sort().join(",") : value;
  }
  return sent;
}

function outgoing(
  generation: Generation,
  fill: Fill,
  scanned: ScannedBody,
  targets: readonly Target[],
): Omit<Planned, "decided"> {
  const body = spliceBytes(generation.body, fill.splices);
  const changed = fill.splices.length > 0;
  if (changed) generation.exchange.log?.note({ sent_digest: sha256(body) });
  // Splices move what stands behind them: a body that was filled is looked at again.
  const members = changed ? scanBody(body).members : scanned.members;
  return { targets, body, extraHeaders: fill.headers, modelSpan: members.get("model"), idempotent: false };
}
