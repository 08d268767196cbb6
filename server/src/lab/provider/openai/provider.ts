import type { JsonObject } from "../../../wire/json/value.ts";
import { eventsAnswer, jsonAnswer, type LabAnswer } from "../answer.ts";
import { decide } from "../behaviour.ts";
import type { CallContext } from "../call.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { seededName, seededRandom } from "../seeded.ts";
import { completionChunks } from "./chunks.ts";
import { choiceOf, completionOf, type CompletionParts } from "./completion.ts";
import { embeddings } from "./embeddings.ts";
import { accountCache } from "../cached-prefix.ts";
import { promptText } from "./prompt-text.ts";
import { promptOf, readRequest } from "./request.ts";

/** The Chat Completions API. */
export class OpenAiProvider {
  readonly #seed: string;
  readonly #cache: PrefixCache;

  constructor(parts: { readonly seed: string; readonly cache: PrefixCache }) {
    this.#seed = parts.seed;
    this.#cache = parts.cache;
  }

  /** @throws {LabError} what the API refuses. */
  completions(body: JsonObject, context: CallContext): LabAnswer {
    const request = readRequest(body);
    const model = context.serves(request.model);
    const scope = `${context.caches}|${model}`;
    const { tokens, cached } = accountCache(this.#cache, scope, promptText(request), request.cacheTtl, context.now);
    const id = `chatcmpl-${seededName(29, this.#seed, context.identity)}`;
    const random = seededRandom(this.#seed, context.identity);
    const prompt = promptOf(request);
    const moves = Array.from({ length: request.choices }, () => decide(prompt, random));
    const parts: CompletionParts = {
      id,
      model,
      created: Math.floor(context.now / 1000),
      request,
      choices: moves.map((move, index) => choiceOf(move, request, id, index, random)),
      tokens,
      cached,
      reported: moves[0]?.directive?.usage ?? {},
    };
    const facts = { requestedModel: request.model, servedModel: model, answerId: id };
    return request.stream
      ? eventsAnswer(completionChunks(parts, random), facts)
      : jsonAnswer(completionOf(parts), 200, facts);
  }

  /** @throws {LabError} what the API refuses. */
  embed(body: JsonObject, context: CallContext): LabAnswer {
    return embeddings(body, this.#seed, context.serves);
  }
}
