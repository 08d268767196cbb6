import type { AnswerContent } from "../content.ts";
import { errorFact, errorIn } from "../error-body.ts";
import type { ResponseFacts } from "../facts.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { NamedModels } from "../named-models.ts";
import { scriptsOfAnswer } from "../scripts.ts";
import { replyDigest } from "../reply.ts";
import { Candidate } from "./candidate.ts";
import { bareModel } from "./path.ts";
import { either } from "./spelling.ts";
import { usageOf } from "./usage.ts";

/** Puts an answer of generateContent together, from its one body or from its chunks. */
export class AnswerBuilder {
  #id: string | undefined;
  readonly #models = new NamedModels();
  #serviceTier: string | undefined;
  #usage: JsonObject | undefined;
  #error: JsonObject | undefined;
  #blocked = false;
  readonly #candidates = new Map<number, Candidate>();
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

  /** Whether every alternative has ended, or the prompt was blocked and there is none. */
  get ended(): boolean {
    if (this.#candidates.size === 0) return this.#blocked;
    for (const candidate of this.#candidates.values()) if (!candidate.ended) return false;
    return true;
  }

  /** Takes a whole answer, or the next chunk of one. */
  add(part: JsonObject, status = 200): void {
    this.#id ??= asText(either(part, "responseId"));
    const named = asText(either(part, "modelVersion"));
    this.#models.add(named === undefined ? undefined : bareModel(named));
    // Chunks count everything so far; the first ones leave out what is not yet known.
    const usage = asObject(either(part, "usageMetadata"));
    if (usage !== undefined) this.#usage = { ...this.#usage, ...usage };
    this.#serviceTier = asText(either(usage, "serviceTier")) ?? this.#serviceTier;
    this.#error ??= googleError(errorIn(part, status));
    const feedback = asObject(either(part, "promptFeedback"));
    if (either(feedback, "blockReason") !== undefined) this.#blocked = true;
    for (const [position, piece] of objectsOf(part.candidates).entries()) {
      const index = asNumber(piece.index) ?? position;
      const candidate = this.#candidates.get(index) ?? new Candidate(this.#keepArguments);
      this.#candidates.set(index, candidate);
      candidate.add(piece);
    }
  }

  facts(complete: boolean): ResponseFacts {
    const candidates = this.#sorted();
    const first = candidates[0];
    const callIds = (first?.calls ?? []).flatMap(({ id }) => asText(id) ?? []);
    const text = first?.text ?? "";
    return present<ResponseFacts>({
      id: this.#id,
      model: this.#models.first,
      fields: {},
      unset: undefined,
      iterations: this.#models.iterations(),
      usage: usageOf(this.#usage),
      serviceTier: this.#serviceTier,
      finishReason: first?.finishReason,
      appliedEdits: [],
      toolCalls: candidates.flatMap(({ calls }) => calls),
      reasoning: candidates.flatMap(({ reasoning }) => reasoning.digests()),
      // Summaries of thoughts are never sent back; of several alternatives nobody says which is gone on with.
      returnable: candidates.length > 1 ? [] : first?.reasoning.isSigned === true ? undefined : [],
      textLength: candidates.reduce((length, candidate) => length + candidate.text.length, 0),
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
    const [first] = this.#sorted();
    return first?.content() ?? { text: "", toolCalls: [] };
  }

  /** Alternatives by their index: chunks bring them in any order. */
  #sorted(): readonly Candidate[] {
    return [...this.#candidates.entries()].sort(([a], [b]) => a - b).map(([, candidate]) => candidate);
  }
}

/** Google names an error by its `status`; `code` repeats the status of HTTP. */
function googleError(error: JsonObject | undefined): JsonObject | undefined {
  const type = asText(error?.type) ?? asText(error?.status);
  return error === undefined || type === undefined ? error : { ...error, type };
}
