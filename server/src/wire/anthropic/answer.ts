import { contextEditKind } from "../context-edits.ts";
import type { Iteration, ResponseFacts, ToolCallFact } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { replyDigest } from "../reply.ts";
import { reasoningDigest } from "./reasoning.ts";
import { grantedTtl, iterationsOf, usageOf } from "./usage.ts";

/** An answer as far as it is known: a message object and its blocks, whole or put together from a stream. */
export interface Answer {
  /** The members of the message but for its content. */
  readonly message: JsonObject | undefined;
  readonly blocks: readonly JsonObject[];
  readonly error: JsonObject | undefined;
  readonly complete: boolean;
  /** Inferences that the stream began and dropped. */
  readonly abandoned: readonly Iteration[];
}

/** The facts of an answer; the same for a body and for a stream that says the same. */
export function factsOf(answer: Answer): ResponseFacts {
  const message = answer.message ?? {};
  const rawUsage = asObject(message.usage);
  const usage = usageOf(rawUsage);
  const iterations = [...answer.abandoned, ...iterationsOf(rawUsage)];
  const ttl = grantedTtl(usage);
  const toolCalls: ToolCallFact[] = [];
  const reasoning: string[] = [];
  let text = "";
  for (const block of answer.blocks) {
    // What runs on the provider's side (`server_tool_use`, `mcp_tool_use`) is no call to the client.
    if (block.type === "tool_use") toolCalls.push({ id: asText(block.id) ?? "", name: asText(block.name) ?? "" });
    else if (block.type === "text" && typeof block.text === "string") text += block.text;
    const digest = reasoningDigest(block);
    if (digest !== undefined) reasoning.push(digest);
  }
  // A fallback that the end of the stream tells of is what answered, whatever the first event claimed.
  const fallback = iterations.findLast((iteration) => iteration.type === "fallback_message")?.model;
  const saysSomething = text.trim() !== "" || toolCalls.length > 0;
  return present<ResponseFacts>({
    id: asText(message.id),
    model: fallback ?? asText(message.model),
    fields: ttl === undefined ? {} : { cache_ttl: ttl },
    iterations,
    usage,
    serviceTier: asText(rawUsage?.service_tier),
    finishReason: asText(message.stop_reason),
    appliedEdits: objectsOf(asObject(message.context_management)?.applied_edits).map(appliedEdit),
    toolCalls,
    reasoning,
    textLength: text.length,
    reply: saysSomething
      ? replyDigest(
          text,
          toolCalls.map((call) => call.id),
        )
      : undefined,
    error:
      answer.error === undefined
        ? undefined
        : { type: asText(answer.error.type) ?? "unknown", message: asText(answer.error.message) ?? "" },
    cacheMissReason: missReason(message) ?? missReason(rawUsage),
    complete: answer.complete,
  });
}

function appliedEdit(edit: JsonObject): string {
  const details: string[] = [];
  const note = (name: string, value: unknown): void => {
    const count = asNumber(value);
    if (count !== undefined) details.push(`${name}=${count}`);
  };
  note("turns", edit.cleared_thinking_turns);
  note("tool_uses", edit.cleared_tool_uses);
  note("tokens", edit.cleared_input_tokens);
  const kind = contextEditKind(asText(edit.type) ?? "unknown");
  return details.length === 0 ? kind : `${kind}(${details.join(",")})`;
}

function missReason(holder: JsonObject | undefined): string | undefined {
  const reason = asObject(holder?.diagnostics)?.cache_miss_reason;
  return asText(reason) ?? asText(asObject(reason)?.type);
}
