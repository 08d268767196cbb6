import { asText, type JsonObject } from "../../../wire/json/value.ts";
import { eventsAnswer, jsonAnswer, type LabAnswer } from "../answer.ts";
import { decide, type Move } from "../behaviour.ts";
import type { CallContext } from "../call.ts";
import type { Mind } from "../mind.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { type Random, seededName, seededRandom } from "../seeded.ts";
import { isDirected } from "../directive.ts";
import { accountCache, minimumPrefix } from "./cache.ts";
import { contentOf } from "./content.ts";
import { applyEdits, type ThinkingTurns } from "./context-edits.ts";
import { messageEvents } from "./events.ts";
import { promptOf } from "./history.ts";
import { buildMessage } from "./message.ts";
import { checkPairs } from "./pairing.ts";
import { prefixBlocks, totalTokens } from "./prefix.ts";
import { type LabMessage, type MessagesRequest, readRequest } from "./request.ts";
import { Signer } from "./signature.ts";

/** What the lab's Anthropic side needs. */
export interface AnthropicParts {
  readonly seed: string;
  readonly cache: PrefixCache;
  readonly thinkingTurns: ThinkingTurns;
  readonly mind?: Mind;
}

/** The Messages API. */
export class AnthropicProvider {
  readonly #parts: AnthropicParts;
  readonly #signer: Signer;

  constructor(parts: AnthropicParts) {
    this.#parts = parts;
    this.#signer = new Signer(parts.seed);
  }

  /** @throws {LabError} what the API refuses. */
  messages(body: JsonObject, context: CallContext): LabAnswer {
    const request = readRequest(body, false);
    const { blocks, applied, history } = this.#read(request);
    const model = context.serves(request.model);
    const { seed, cache } = this.#parts;
    const scope = `${context.caches}|${model}`;
    const input = accountCache(cache, scope, blocks, minimumPrefix(model), context.now);
    const random = seededRandom(seed, context.identity);
    const id = `msg_01${seededName(22, seed, context.identity)}`;
    const move = this.#move(request, { model, history, tokens: totalTokens(blocks) }, random);
    const content = contentOf(move, request, model, id, this.#signer, random);
    const built = buildMessage({ id, model, move, content, input, applied });
    const facts = {
      requestedModel: request.model,
      servedModel: move.directive?.fallback ?? model,
      answerId: id,
    };
    return request.stream ? eventsAnswer(messageEvents(built, random), facts) : jsonAnswer(built.message, 200, facts);
  }

  /** @throws {LabError} what the API refuses. */
  countTokens(body: JsonObject): LabAnswer {
    const request = readRequest(body, true);
    const { blocks, applied, before } = this.#read(request);
    return jsonAnswer(
      {
        input_tokens: totalTokens(blocks),
        ...(applied === undefined ? {} : { context_management: { original_input_tokens: before } }),
      },
      200,
      { requestedModel: request.model },
    );
  }

  /** What a directive says; else what the mind makes of what arrived; else something plain. */
  #move(
    request: MessagesRequest,
    seen: { readonly model: string; readonly history: readonly LabMessage[]; readonly tokens: number },
    random: Random,
  ): Move {
    const prompt = promptOf(request);
    const { effort, thinking, system, choice } = request;
    const { mind } = this.#parts;
    if (mind === undefined || choice.kind !== "auto" || isDirected(prompt.said)) return decide(prompt, random);
    const minded = mind({
      ...seen,
      effort,
      thinks: thinking.kind !== "disabled",
      system: system.flatMap(({ text }) => asText(text) ?? []).join("\n"),
      prompt,
    });
    return minded === undefined ? decide(prompt, random) : { ...minded, think: undefined, directive: undefined };
  }

  /** The prompt as the model sees it. */
  #read(request: MessagesRequest) {
    checkPairs(request.messages);
    this.#signer.check(request.messages);
    const blocks = prefixBlocks(request, request.messages);
    const before = totalTokens(blocks);
    if (request.edits === undefined) return { blocks, applied: undefined, before, history: request.messages };
    const edited = applyEdits(request.messages, request.edits, before, this.#parts.thinkingTurns);
    const after = edited.applied.length === 0 ? blocks : prefixBlocks(request, edited.messages);
    return { blocks: after, applied: edited.applied, before, history: edited.messages };
  }
}
