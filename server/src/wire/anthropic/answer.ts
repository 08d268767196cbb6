import { argumentsText } from "../arguments-text.ts";
import type { AnswerContent } from "../content.ts";
import { contextEditKind } from "../context-edits.ts";
import { errorFact } from "../error-body.ts";
import type { Iteration, ResponseFacts, ToolCallFact } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { scriptsOfAnswer } from "../scripts.ts";
import { replyDigest } from "../reply.ts";
import { textOf } from "./message.ts";
import { reasoningDigest } from "./reasoning.ts";
import { addUsage, grantedTtl, iterationsOf, usageOf } from "./usage.ts";

/** One message of an answer: the members of the message object, and its blocks. */
export interface AnswerPart {
  readonly message: JsonObject;
  readonly blocks: readonly JsonObject[];
  /** Begun by a stream and replaced before it ended. */
  readonly abandoned: boolean;
}

/** An answer as far as it is known: whole, or put together from a stream. */
export interface Answer {
  /** One message, as a rule; a stream may hold several, the last one being what it ends with. */
  readonly parts: readonly AnswerPart[];
  readonly error: JsonObject | undefined;
  readonly complete: boolean;
}

/** The facts of an answer; the same for a body and for a stream that says the same. */
export function factsOf(answer: Answer): ResponseFacts {
  const kept = keptParts(answer);
  const last = kept.at(-1)?.message ?? {};
  const usages = kept.flatMap((part) => usageOf(asObject(part.message.usage)) ?? []);
  const usage = usages.length === 0 ? undefined : usages.reduce(addUsage);
  const iterations = answer.parts.flatMap((part, index) => iterationsIn(part, index === answer.parts.length - 1));
  const ttl = grantedTtl(usage);
  const toolCalls: ToolCallFact[] = [];
  const reasoning: string[] = [];
  let text = "";
  for (const block of kept.flatMap((part) => part.blocks)) {
    if (isCall(block)) toolCalls.push({ id: asText(block.id) ?? "", name: asText(block.name) ?? "" });
    else if (block.type === "text" && typeof block.text === "string") text += block.text;
    const digest = reasoningDigest(block);
    if (digest !== undefined) reasoning.push(digest);
  }
  // A fallback that the end of the stream tells of is what answered, whatever the first event claimed.
  const fallback = iterations.findLast((iteration) => iteration.type === "fallback_message")?.model;
  const saysSomething = text.trim() !== "" || toolCalls.length > 0;
  return present<ResponseFacts>({
    id: asText(last.id),
    model: fallback ?? asText(last.model),
    fields: ttl === undefined ? {} : { cache_ttl: ttl },
    unset: undefined,
    iterations,
    usage,
    serviceTier: asText(asObject(last.usage)?.service_tier),
    finishReason: asText(last.stop_reason),
    appliedEdits: kept.flatMap((part) =>
      objectsOf(asObject(part.message.context_management)?.applied_edits).map(appliedEdit),
    ),
    toolCalls,
    reasoning,
    returnable: undefined,
    textLength: text.length,
    scripts: scriptsOfAnswer(text) || undefined,
    reply: saysSomething
      ? replyDigest(
          text,
          toolCalls.map((call) => call.id),
        )
      : undefined,
    error: answer.error === undefined ? undefined : errorFact(answer.error),
    items: undefined,
    cacheMissReason: missReason(last) ?? missReason(asObject(last.usage)),
    underWay: undefined,
    complete: answer.complete,
  });
}

/** What an answer says and calls. */
export function contentOf(answer: Answer): AnswerContent {
  const blocks = keptParts(answer).flatMap((part) => part.blocks);
  return {
    text: textOf(blocks),
    toolCalls: blocks
      .filter(isCall)
      .map(({ name, input }) => ({ name: asText(name) ?? "", arguments: argumentsText(input) })),
  };
}

/** The messages that are the answer: one that was replaced before it ended is none of it. */
export function keptParts(answer: Answer): readonly AnswerPart[] {
  return answer.parts.filter((part) => !part.abandoned);
}

/** Whether a block calls the client; what runs on the provider's side (`server_tool_use`, `mcp_tool_use`) does not. */
export function isCall(block: JsonObject): boolean {
  return block.type === "tool_use";
}

/** What the provider lists; of a message that is not the answer's last, that it was there. */
function iterationsIn(part: AnswerPart, last: boolean): readonly Iteration[] {
  const listed = iterationsOf(asObject(part.message.usage));
  if (last || (listed.length > 0 && !part.abandoned)) return listed;
  const model = asText(part.message.model);
  return [{ type: part.abandoned ? "abandoned_message" : "message", ...(model === undefined ? {} : { model }) }];
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
