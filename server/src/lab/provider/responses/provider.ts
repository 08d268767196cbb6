import { asList, type JsonObject } from "../../../wire/json/value.ts";
import { eventsAnswer, jsonAnswer, type LabAnswer } from "../answer.ts";
import { decide } from "../behaviour.ts";
import type { CallContext } from "../call.ts";
import { LabError } from "../lab-error.ts";
import { accountCache } from "../cached-prefix.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { seededName, seededRandom } from "../seeded.ts";
import { estimateTokens } from "../tokens.ts";
import { responseEvents } from "./events.ts";
import { checkPairs, promptOf, seenItems } from "./history.ts";
import { type Output, outputOf } from "./output.ts";
import { readRequest, type ResponsesRequest } from "./request.ts";
import { Seal } from "./sealed.ts";
import { StoredResponses } from "./stored.ts";

/** What a request of this API is made of besides its body. */
interface Read {
  readonly request: ResponsesRequest;
  /** Every item of the conversation so far. */
  readonly items: readonly JsonObject[];
  /** The ones that the model sees. */
  readonly seen: readonly JsonObject[];
  readonly text: string;
}

/** The Responses API. */
export class ResponsesProvider {
  readonly #seed: string;
  readonly #cache: PrefixCache;
  readonly #seal: Seal;
  readonly #stored = new StoredResponses();

  constructor(parts: { readonly seed: string; readonly cache: PrefixCache }) {
    this.#seed = parts.seed;
    this.#cache = parts.cache;
    this.#seal = new Seal(parts.seed);
  }

  /** @throws {LabError} what the API refuses. */
  create(body: JsonObject, context: CallContext): LabAnswer {
    const read = this.#read(body, context);
    const { request, items, seen } = read;
    checkPairs(items);
    const model = context.serves(request.model);
    const scope = `${context.caches}|${model}`;
    const input = accountCache(this.#cache, scope, read.text, request.cacheTtl, context.now);
    const id = `resp_${seededName(48, this.#seed, context.identity)}`;
    const random = seededRandom(this.#seed, context.identity);
    const move = decide(promptOf(request, seen), random);
    const made = outputOf(move, request, id, this.#seal, random);
    const compaction = input.tokens > request.compactAt ? [this.#compaction(id)] : [];
    const output = { ...made, items: [...compaction, ...made.items] };
    const reported = move.directive?.usage ?? {};
    const usage = usageOf(reported.input_tokens ?? input.tokens, input.cached, output, reported.output_tokens);
    const response = responseOf(id, model, request, output, usage, context.now);
    if (request.store) {
      this.#stored.put(context.account, id, { response, items: [...items, ...output.items], input: request.input });
    }
    const facts = { requestedModel: request.model, servedModel: model, answerId: id };
    return request.stream ? eventsAnswer(responseEvents(response, random), facts) : jsonAnswer(response, 200, facts);
  }

  /** The history as one item that stands for it, and what its users said. */
  compact(body: JsonObject, context: CallContext): LabAnswer {
    const { request, seen, text } = this.#read(body, context);
    const model = context.serves(request.model);
    const id = `resp_${seededName(48, this.#seed, context.identity)}`;
    const kept = seen.filter(({ role }) => role === "user");
    const compaction = this.#compaction(id);
    const written = { items: [compaction], outputTokens: 1, reasoningTokens: 0, full: false };
    const facts = { requestedModel: request.model, servedModel: model, answerId: id };
    return jsonAnswer(
      {
        id,
        object: "response.compaction",
        created_at: Math.floor(context.now / 1000),
        output: [...kept, compaction],
        usage: usageOf(estimateTokens(text), 0, written, undefined),
      },
      200,
      facts,
    );
  }

  /** The same count as in `usage`. */
  countTokens(body: JsonObject, context: CallContext): LabAnswer {
    const { request, text } = this.#read(body, context);
    const input_tokens = estimateTokens(text);
    return jsonAnswer({ object: "response.input_tokens", input_tokens }, 200, { requestedModel: request.model });
  }

  /** @throws {LabError} 404 for an answer that is not kept. */
  retrieve(id: string, account: string): LabAnswer {
    return jsonAnswer(this.#stored.get(account, id).response, 200, { answerId: id });
  }

  /** @throws {LabError} 404 for an answer that is not kept. */
  inputItems(id: string, account: string): LabAnswer {
    const data = this.#stored.get(account, id).input.toReversed();
    return jsonAnswer({ object: "list", data, has_more: false }, 200, { answerId: id });
  }

  /** @throws {LabError} 400: nothing here is answered in the background. */
  cancel(id: string, account: string): LabAnswer {
    this.#stored.get(account, id);
    throw new LabError(400, "Cannot cancel a synchronous response.");
  }

  /** @throws {LabError} 404 for an answer that is not kept. */
  delete(id: string, account: string): LabAnswer {
    this.#stored.delete(account, id);
    return jsonAnswer({ id, object: "response", deleted: true }, 200, { answerId: id });
  }

  #read(body: JsonObject, context: CallContext): Read {
    const request = readRequest(body);
    this.#seal.check(request.input);
    const before = request.previous === undefined ? [] : this.#stored.before(context.account, request.previous);
    const items = [...before, ...this.#stored.resolved(context.account, request.input)];
    const seen = seenItems(items);
    const parts = [...request.tools, ...(request.instructions === undefined ? [] : [request.instructions]), ...seen];
    return { request, items, seen, text: parts.map((part) => JSON.stringify(part)).join("\n") };
  }

  #compaction(id: string): JsonObject {
    const name = seededName(48, id, "compaction");
    return { id: `cmp_${name}`, type: "compaction", encrypted_content: this.#seal.seal("compaction", name) };
  }
}

function usageOf(input: number, cached: number, output: Output, reported: number | undefined): JsonObject {
  const written = reported ?? output.outputTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: written,
    output_tokens_details: { reasoning_tokens: output.reasoningTokens },
    total_tokens: input + written,
  };
}

/** What an answer repeats of its request, as the API does where nothing was said. */
function responseOf(
  id: string,
  model: string,
  request: ResponsesRequest,
  output: Output,
  usage: JsonObject,
  now: number,
): JsonObject {
  const { body } = request;
  const seconds = Math.floor(now / 1000);
  return {
    id,
    object: "response",
    created_at: seconds,
    status: output.full ? "incomplete" : "completed",
    background: false,
    completed_at: output.full ? null : seconds,
    error: null,
    incomplete_details: output.full ? { reason: "max_output_tokens" } : null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    model,
    output: output.items,
    parallel_tool_calls: request.parallel,
    previous_response_id: request.previous ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: { effort: request.effort ?? null, summary: request.summary ? "detailed" : null },
    service_tier: request.serviceTier,
    store: request.store,
    temperature: body.temperature ?? 1,
    text: body.text ?? { format: { type: "text" }, verbosity: "medium" },
    tool_choice: body.tool_choice ?? "auto",
    tools: asList(body.tools),
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    usage,
    user: body.user ?? null,
  };
}
