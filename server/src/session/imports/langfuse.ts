import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import { exchangeOfSpan } from "../declared/genai-span.ts";
import { unwritten } from "../declared/messages.ts";
import { knownMembers, nameIn, timeIn } from "../declared/plain-values.ts";
import type { Span } from "../declared/span.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";

/** Traces as Langfuse exports them: a trace and its observations. */
export const langfuse: SessionFormat = { id: "langfuse", claims, read };

function claims(values: readonly unknown[]): boolean {
  const { trace, observations } = asObject(values[0]) ?? {};
  return asObject(trace) !== undefined && Array.isArray(observations);
}

function read({ text, name }: SessionFile): Imported {
  const { trace: written, observations } = asObject(parsed(text)) ?? {};
  const trace = asObject(written) ?? {};
  const session = nameIn(trace.sessionId, 512) ?? nameIn(trace.id, 512) ?? name;
  const all = objectsOf(observations);
  const passed: Record<string, number> = {};
  const exchanges = all
    .flatMap((observation) => {
      const span = spanOf(observation, session);
      const wraps = span !== undefined && isWrapper(observation, all);
      const exchange = span === undefined || wraps ? undefined : exchangeOfSpan(span);
      if (exchange !== undefined) return [{ ...exchange, source: "langfuse", session }];
      const kind = wraps ? "GENERATION around another" : (asText(observation.type) ?? "unknown");
      passed[kind] = (passed[kind] ?? 0) + 1;
      return [];
    })
    .toSorted((a, b) => a.at - b.at);
  return { exchanges, passedOver: passed, problems: [], untimed: false, rewards: [] };
}

/** A generation that has another one inside repeats it: frameworks and the libraries under them are traced each. */
function isWrapper({ id }: JsonObject, all: readonly JsonObject[]): boolean {
  if (id === undefined) return false;
  const byId = new Map(all.map((one) => [one.id, one]));
  return all.some((one) => {
    if (one.type !== "GENERATION") return false;
    let outer = one.parentObservationId;
    for (let depth = 0; outer !== undefined && outer !== null && depth < 100; depth++) {
      if (outer === id) return one.id !== id;
      outer = byId.get(outer)?.parentObservationId;
    }
    return false;
  });
}

/** An observation as the span that it was, with what Langfuse has read out of it itself. */
export function spanOf(observation: JsonObject, session: string): Span | undefined {
  const startedAt = timeIn(observation.startTime);
  if (startedAt === undefined || observation.type !== "GENERATION") return undefined;
  const metadata = asObject(unwritten(observation.metadata)) ?? {};
  const { input, output } = observation;
  const usage = asObject(observation.usageDetails) ?? {};
  const parameters = asObject(observation.modelParameters) ?? {};
  const own = knownMembers<JsonObject>({
    "session.id": session,
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": observation.model,
    "gen_ai.usage.input_tokens": usage.input,
    "gen_ai.usage.output_tokens": usage.output,
    "gen_ai.usage.cache_read.input_tokens": usage.input_cached_tokens ?? usage.cache_read_input_tokens,
    "gen_ai.usage.reasoning.output_tokens": usage.output_reasoning_tokens ?? usage.output_reasoning,
    "gen_ai.request.temperature": parameters.temperature,
    "gen_ai.input.messages": input,
    "gen_ai.output.messages": output,
  });
  const {
    "ai.operationId": _wrapped,
    "openinference.span.kind": _kind,
    ...attributes
  } = asObject(unwritten(metadata.attributes)) ?? {};
  return {
    trace: asText(observation.traceId) ?? session,
    id: asText(observation.id) ?? String(startedAt),
    name: asText(observation.name) ?? "",
    startedAt,
    endedAt: timeIn(observation.endTime),
    // What Langfuse has of content is whole, where attributes may be cut.
    attributes: { ...attributes, ...own, ...servedIn(attributes) },
    resource: asObject(unwritten(metadata.resourceAttributes)) ?? {},
    events: [],
    failed: observation.level === "ERROR",
  };
}

function servedIn(attributes: JsonObject): JsonObject {
  const operation = attributes["gen_ai.operation.name"];
  return operation === undefined ? {} : { "gen_ai.operation.name": operation };
}
