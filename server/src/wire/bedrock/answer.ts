import { grantedTtl } from "../anthropic/usage.ts";
import { errorFact } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asObject, asText, type JsonObject, present } from "../json/value.ts";
import { scriptsOfAnswer } from "../scripts.ts";
import { replyDigest } from "../reply.ts";
import { callIn, reasoningDigest, visibleText } from "./blocks.ts";
import { bareModel } from "./path.ts";
import { usageOf } from "./usage.ts";

/** An answer as far as it is known: whole, or put together from a stream. */
export interface Answer {
  readonly blocks: readonly JsonObject[];
  readonly stopReason: unknown;
  /** What stands around the message: `usage`, `trace`, `serviceTier`. */
  readonly around: JsonObject;
  readonly error: JsonObject | undefined;
  readonly complete: boolean;
}

/** The facts of an answer; the same for a body and for a stream that says the same. */
export function factsOf({ blocks, stopReason, around, error, complete }: Answer): ResponseFacts {
  const usage = usageOf(asObject(around.usage));
  const ttl = grantedTtl(usage);
  const toolCalls = blocks.flatMap((block) => callIn(block) ?? []);
  const text = blocks.map(visibleText).join("");
  const said = text.trim() !== "" || toolCalls.length > 0;
  return present<ResponseFacts>({
    id: undefined,
    model: servedModel(around),
    fields: ttl === undefined ? {} : { cache_ttl: ttl },
    unset: undefined,
    iterations: [],
    usage,
    serviceTier: asText(asObject(around.serviceTier)?.type),
    finishReason: asText(stopReason),
    appliedEdits: [],
    toolCalls,
    reasoning: blocks.flatMap((block) => reasoningDigest(block) ?? []),
    returnable: undefined,
    textLength: text.length,
    scripts: scriptsOfAnswer(text) || undefined,
    reply: said
      ? replyDigest(
          text,
          toolCalls.map(({ id }) => id),
        )
      : undefined,
    error: error === undefined ? undefined : errorFact(error),
    items: undefined,
    cacheMissReason: undefined,
    underWay: undefined,
    complete,
  });
}

/** Converse names no model, unless a prompt router has chosen it. */
export function servedModel(around: JsonObject): string | undefined {
  const invoked = asText(asObject(asObject(around.trace)?.promptRouter)?.invokedModelId);
  return invoked === undefined ? undefined : bareModel(invoked);
}
