import type { AnswerContent } from "../content.ts";
import { errorFact, errorIn } from "../error-body.ts";
import type { Iteration, ResponseFacts, ToolCallFact } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { NamedModels } from "../named-models.ts";
import { scriptsOfAnswer } from "../scripts.ts";
import { replyDigest } from "../reply.ts";
import { Choice } from "./choice.ts";
import { usageOf } from "./usage.ts";

/** Puts an answer of this format together, from its one body or from its chunks. */
export class AnswerBuilder {
  #id: string | undefined;
  readonly #models = new NamedModels();
  #fingerprint: string | undefined;
  #serviceTier: string | undefined;
  #usage: JsonObject | undefined;
  #error: JsonObject | undefined;
  #iterations: readonly Iteration[] = [];
  readonly #choices = new Map<number, Choice>();
  readonly #keepArguments: boolean;

  /** @param keepArguments whether `content()` has the arguments of calls. */
  constructor(keepArguments = false) {
    this.#keepArguments = keepArguments;
  }

  get modelKnown(): boolean {
    return this.#models.newest !== undefined || this.#error !== undefined;
  }

  /** The model that was named last. */
  get newestModel(): string | undefined {
    return this.#models.newest;
  }

  get failed(): boolean {
    return this.#error !== undefined;
  }

  /** Takes a whole answer, or the next chunk of one. */
  add(part: JsonObject, status = 200): void {
    this.#id ??= asText(part.id);
    // Azure's first chunk has an empty model: not yet known.
    this.#models.add(asText(part.model));
    this.#fingerprint = asText(part.system_fingerprint) ?? this.#fingerprint;
    this.#serviceTier = asText(part.service_tier) ?? this.#serviceTier;
    this.#error ??= errorIn(part, status);
    this.#usage = usageIn(part) ?? this.#usage;
    if (part.usage_breakdown !== undefined) {
      const iterations = iterationsIn(part);
      if (iterations.length > 0) this.#iterations = iterations;
    }
    const items = objectsOf(part.choices);
    for (const [position, item] of items.entries()) {
      const index = asNumber(item.index) ?? position;
      const choice = this.#choices.get(index) ?? new Choice(this.#keepArguments);
      this.#choices.set(index, choice);
      const message = asObject(item.delta) ?? asObject(item.message);
      if (message !== undefined) choice.add(message);
      choice.finishReason = asText(item.finish_reason) ?? choice.finishReason;
      this.#usage = asObject(item.usage) ?? this.#usage;
      this.#error ??= asObject(item.error);
    }
  }

  facts(complete: boolean): ResponseFacts {
    const choices = sorted(this.#choices);
    const first = choices[0];
    const toolCalls = choices.length > 1 ? choices.flatMap(({ calls }) => calls) : (first?.calls ?? NONE);
    const callIds = (first?.calls ?? NONE).flatMap((call) => asText(call.id) ?? []);
    const text = first?.text ?? "";
    return present<ResponseFacts>({
      id: this.#id,
      model: this.#models.first,
      fields: this.#fingerprint === undefined ? {} : { weights: this.#fingerprint },
      unset: undefined,
      iterations: this.#iterations.length > 0 ? this.#iterations : this.#models.iterations(),
      usage: usageOf(this.#usage),
      serviceTier: this.#serviceTier,
      finishReason: first?.finishReason,
      appliedEdits: [],
      toolCalls,
      reasoning: choices.flatMap((choice) => choice.reasoning.digests()),
      // Of several alternatives one is gone on with, and nobody says which.
      returnable: choices.length > 1 ? [] : undefined,
      textLength: choices.reduce((length, choice) => length + choice.text.length, 0),
      scripts: scriptsOfAnswer(text) || undefined,
      reply: text.trim() === "" && callIds.length === 0 ? undefined : replyDigest(text, callIds),
      error: this.#error === undefined ? undefined : errorFact(this.#error),
      items: undefined,
      cacheMissReason: undefined,
      underWay: undefined,
      complete,
    });
  }

  /** What the first alternative says and calls. */
  content(): AnswerContent {
    const [first] = sorted(this.#choices);
    return first?.content() ?? { text: "", toolCalls: [] };
  }
}

const NONE: readonly ToolCallFact[] = [];

/** The last chunk has the usage, Groq's under `x_groq` as well. */
function usageIn(part: JsonObject): JsonObject | undefined {
  return asObject(part.usage) ?? asObject(asObject(part.x_groq)?.usage);
}

/** Alternatives by their index: chunks bring them in any order. */
function sorted(choices: ReadonlyMap<number, Choice>): readonly Choice[] {
  if (choices.size < 2) return [...choices.values()];
  return [...choices.entries()].sort(([a], [b]) => a - b).map(([, choice]) => choice);
}

/** Groq's systems of several models list which of them ran. */
function iterationsIn(part: JsonObject): readonly Iteration[] {
  return objectsOf(asObject(part.usage_breakdown)?.models).map((entry) => {
    const model = asText(entry.model);
    return { type: "message", ...(model === undefined ? {} : { model }) };
  });
}
