import { asObject, type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { framesAnswer, jsonAnswer, type LabAnswer } from "../answer.ts";
import { decide } from "../behaviour.ts";
import type { CallContext } from "../call.ts";
import { accountCache, BLOCK_TOKENS, LEAST_CACHED } from "../cached-prefix.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { seededName, seededRandom } from "../seeded.ts";
import { estimateTokens } from "../tokens.ts";
import { answerFrames, replyOf, wholeAnswer } from "./answer.ts";
import { type ConverseRequest, promptOf, readRequest } from "./request.ts";

/** Milliseconds that a cached prefix lives without being read. */
const CACHE_TTL_MS = 300_000;
/** A router chooses a model by itself; of any other the answer names none. */
const ROUTER = /^arn:[^/]*:(?:default-)?prompt-router\//;
const ROUTED_TO = "anthropic.claude-haiku-4-5-20251001-v1:0";

/** What an address says of a call. */
export interface BedrockCall {
  readonly model: string;
  readonly stream: boolean;
}

/** Amazon Bedrock's Converse. */
export class BedrockProvider {
  readonly #seed: string;
  readonly #cache: PrefixCache;

  constructor(parts: { readonly seed: string; readonly cache: PrefixCache }) {
    this.#seed = parts.seed;
    this.#cache = parts.cache;
  }

  /** @throws {LabError} what the API refuses. */
  converse(body: JsonObject, { model, stream }: BedrockCall, context: CallContext): LabAnswer {
    const request = readRequest(body);
    const served = context.serves(model);
    const id = seededName(24, this.#seed, context.identity);
    const random = seededRandom(this.#seed, context.identity);
    const move = decide(promptOf(request), random);
    const reply = replyOf(move, request, id, random);
    const input = this.#input(request, `${context.caches}|${served}`, context.now, move.directive?.usage.input_tokens);
    const totalTokens = reply.outputTokens + Object.values(input).reduce((sum, tokens) => sum + tokens, 0);
    const usage = { ...input, outputTokens: reply.outputTokens, totalTokens };
    const invoked = served === model ? ROUTED_TO : served;
    const invokedModelId = `arn:aws:bedrock:us-east-1::foundation-model/${invoked}`;
    const trace = ROUTER.test(model) ? { promptRouter: { invokedModelId } } : undefined;
    const facts = { requestedModel: model, servedModel: served, answerId: id };
    if (!stream) return jsonAnswer(wholeAnswer(reply, { usage, trace }), 200, facts);
    return framesAnswer(answerFrames(reply, { usage, trace }, random), facts);
  }

  /** The same count as in `usage`. */
  countTokens(body: JsonObject, { model }: BedrockCall): LabAnswer {
    const converse = asObject(asObject(body.input)?.converse) ?? {};
    const inputTokens = estimateTokens(promptText(readRequest(converse)));
    return jsonAnswer({ inputTokens }, 200, { requestedModel: model });
  }

  #input(
    request: ConverseRequest,
    scope: string,
    now: number,
    told: number | undefined,
  ): Readonly<Record<string, number>> {
    const text = promptText(request);
    if (!request.caches) return { inputTokens: told ?? estimateTokens(text) };
    const { tokens, cached } = accountCache(this.#cache, scope, text, CACHE_TTL_MS, now);
    const kept = tokens < LEAST_CACHED ? 0 : tokens - (tokens % BLOCK_TOKENS);
    const written = Math.max(0, kept - cached);
    return {
      inputTokens: told ?? tokens - cached - written,
      cacheReadInputTokens: cached,
      cacheWriteInputTokens: written,
    };
  }
}

/** The prompt as one text, an image as a short word, cache points left out. */
function promptText({ tools, system, messages }: ConverseRequest): string {
  const said = messages.map(({ role, content }) => ({
    role,
    content: objectsOf(content).flatMap((block): readonly unknown[] => {
      if (block.cachePoint !== undefined) return [];
      return block.image === undefined ? [block] : ["image"];
    }),
  }));
  return [...tools, ...system.filter((block) => block.cachePoint === undefined), ...said]
    .map((part) => JSON.stringify(part))
    .join("\n");
}
