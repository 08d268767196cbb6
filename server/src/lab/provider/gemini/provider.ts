import { type JsonObject, objectsOf } from "../../../wire/json/value.ts";
import { eventsAnswer, jsonAnswer, type LabAnswer } from "../answer.ts";
import { decide } from "../behaviour.ts";
import type { CallContext } from "../call.ts";
import { accountCache } from "../cached-prefix.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { seededName, seededRandom } from "../seeded.ts";
import { estimateTokens } from "../tokens.ts";
import { answerChunks, candidateOf, wholeAnswer } from "./answer.ts";
import { type GeminiRequest, promptOf, readRequest } from "./request.ts";
import { ThoughtSigner } from "./thought-signature.ts";

/** Milliseconds that an implicitly cached prefix lives without being read. */
const CACHE_TTL_MS = 600_000;

/** What an address says of a call. */
export interface GeminiCall {
  readonly model: string;
  readonly stream: boolean;
  /** Whether a stream comes as events; else as one JSON list. */
  readonly sse: boolean;
}

/** One chunk as Google frames it. */
export function chunkText(chunk: unknown): string {
  return `data: ${JSON.stringify(chunk)}\r\n\r\n`;
}

/** Google's generateContent. */
export class GeminiProvider {
  readonly #seed: string;
  readonly #cache: PrefixCache;
  readonly #signer: ThoughtSigner;

  constructor(parts: { readonly seed: string; readonly cache: PrefixCache }) {
    this.#seed = parts.seed;
    this.#cache = parts.cache;
    this.#signer = new ThoughtSigner(parts.seed);
  }

  /** @throws {LabError} what the API refuses. */
  generate(body: JsonObject, call: GeminiCall, context: CallContext): LabAnswer {
    const request = readRequest(body, call.model);
    this.#signer.check(request.contents);
    const model = context.serves(call.model);
    const scope = `${context.caches}|${model}`;
    const { tokens, cached } = accountCache(this.#cache, scope, promptText(request), CACHE_TTL_MS, context.now);
    const id = seededName(23, this.#seed, context.identity);
    const random = seededRandom(this.#seed, context.identity);
    const move = decide(promptOf(request), random);
    const candidate = candidateOf(move, request, id, this.#signer, random);
    const promptTokens = move.directive?.usage.input_tokens ?? tokens;
    const answer = { candidate, id, model, promptTokens, cachedTokens: cached };
    const facts = { requestedModel: call.model, servedModel: model, answerId: id };
    if (!call.stream) return jsonAnswer(wholeAnswer(answer), 200, facts);
    const chunks = answerChunks(answer, random);
    return call.sse ? eventsAnswer(chunks.map(chunkText), facts) : jsonAnswer(chunks, 200, facts);
  }

  /** The same count as in `usageMetadata`. */
  countTokens(body: JsonObject, call: GeminiCall): LabAnswer {
    const text = promptText(readRequest(body, call.model));
    const totalTokens = estimateTokens(text);
    return jsonAnswer({ totalTokens, promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }] }, 200, {
      requestedModel: call.model,
    });
  }
}

/** The prompt as one text, an image as a short word. */
function promptText(request: GeminiRequest): string {
  const contents = request.contents.map((content) => ({
    ...content,
    parts: objectsOf(content.parts).map((part) => (part.inlineData === undefined ? part : "image")),
  }));
  return [...request.declarations, ...(request.system === undefined ? [] : [request.system]), ...contents]
    .map((part) => JSON.stringify(part))
    .join("\n");
}
