import type { Finding } from "../contract/findings.ts";
import { judgeServed } from "../contract/guard.ts";
import { sha256, Sha256Stream } from "../core/digest.ts";
import { ChunkGaps } from "../exchange/chunk-gaps.ts";
import { type RecordParts, unlessEmpty } from "../exchange/record.ts";
import { contextBucket, estimateTokens } from "../session/attributes.ts";
import type { AnswerContent } from "../wire/content.ts";
import type { ResponseFacts } from "../wire/facts.ts";
import type { Attempt } from "./attempts.ts";
import type { ServedFacts } from "./served.ts";
import type { Decided } from "./decided.ts";
import type { ExchangeLog, Outcome } from "./exchange-log.ts";
import type { AnswerForm, KeptAnswer } from "./kept-answer.ts";
import { answerColumns, violationColumns } from "./judged.ts";
import type { GatewayPorts } from "./ports.ts";
import { fieldColumns, type HeaderFacts, servedFields } from "./provenance-headers.ts";
import { countedIn } from "./session-judgement.ts";
import type { Spawn } from "../session/deeds/spawns.ts";
import type { Ending } from "../session/thread.ts";
import type { Target } from "./target.ts";
import { delegationColumns, modelsOf, substitutions } from "./who-answered.ts";

const NONE: readonly Finding[] = [];
const NO_NAMES: readonly string[] = [];

/** One exchange on its way through the gateway: what is known of it, and its one end. */
export class Exchange {
  readonly id: string;
  readonly receivedAt: number;
  readonly attempts: Attempt[] = [];
  readonly #ports: GatewayPorts;
  readonly #begunAt: number;
  readonly #digest = new Sha256Stream();
  #log: ExchangeLog | undefined;
  #decided: Decided | undefined;
  readonly #header: { -readonly [Name in keyof HeaderFacts]: HeaderFacts[Name] };
  #target: Target | undefined;
  #responseBytes = 0;
  #requestBytes = 0;
  #firstByteAt: number | undefined;
  #firstTokenAt: number | undefined;
  #gaps: ChunkGaps | undefined;
  #servedFindings: readonly Finding[] = [];
  #kept: KeptAnswer | undefined;
  #withdrawn = false;
  /** By how much its session's time is ahead of the clock's. */
  #played = 0;

  constructor(ports: GatewayPorts, id: string, receivedAt: number) {
    this.#ports = ports;
    this.id = id;
    this.receivedAt = receivedAt;
    this.#begunAt = ports.clock.steady();
    this.#header = { exchange: id, steps: [], violations: [] };
  }

  /** The wall clock's time, as if nobody had set it since the exchange began: no exchange ends before it began. */
  #now(): number {
    return this.receivedAt + Math.round(this.#ports.clock.steady() - this.#begunAt);
  }

  /** What the response headers say so far. */
  get header(): HeaderFacts {
    return this.#header;
  }

  /** Adds to what the response headers say. */
  tell(facts: Partial<HeaderFacts>): void {
    Object.assign(this.#header, facts);
  }

  /** Where the record is gathered; undefined until it is known whose exchange this is. */
  get log(): ExchangeLog | undefined {
    return this.#log;
  }

  /** Begins the record. */
  record(log: ExchangeLog): void {
    this.#log = log;
  }

  /** Notes the length of the request's body. */
  received(bytes: number): void {
    this.#requestBytes = bytes;
  }

  /** Sets the time that its session goes by, where that is another than the clock's. */
  plays(at: number): void {
    this.#played = at - this.receivedAt;
  }

  /** When it was received, by its session's time. */
  get sessionTime(): number {
    return this.receivedAt + this.#played;
  }

  /** Keeps the answer for whoever judges it. */
  keep(kept: KeptAnswer): void {
    this.#kept = kept;
  }

  /** Says how the answer's bytes are to be read, where somebody is to judge it. */
  answers(form: AnswerForm): void {
    this.#kept?.is(form);
  }

  /** Sets what has been decided of a generating request. */
  decide(decided: Decided): void {
    this.#decided = decided;
  }

  /** Has its session forget it, because it is refused: its end is then told to nobody. */
  withdraw(): void | Promise<void> {
    const decided = this.#decided;
    if (decided === undefined) return;
    this.#withdrawn = true;
    return this.#ports.sessions.withdraw(decided.session, decided.agent, this.id);
  }

  /** What has been decided; undefined before, and for operations that are not judged. */
  get decided(): Decided | undefined {
    return this.#decided;
  }

  /**
   * Notes which upstream's answer it is.
   *
   * @param body what was sent to it; a declared fallback was asked for another model than was first.
   */
  answeredBy(target: Target, body: Uint8Array | undefined): void {
    this.#target = target;
    this.#firstByteAt = this.#now();
    if (target.rule === undefined || target.model === undefined) return;
    const { states } = this.#header;
    this.tell({
      delegation: { to: target.model, reason: "fallback", rule: target.rule },
      ...(states === undefined ? {} : { states: { ...states, sent: { ...states.sent, model: target.model } } }),
    });
    this.#log?.note({ model_sent: target.model, ...(body === undefined ? {} : { sent_digest: sha256(body) }) });
  }

  /** Notes bytes of the answer as they are delivered. */
  deliver(chunk: Uint8Array): void {
    // A stream that is broken off may have bytes under way; its record has been closed by then.
    if (this.#log?.isClosed === true) return;
    if (this.#firstTokenAt === undefined && this.#responseBytes > 0) this.#firstTokenAt = this.#now();
    if (this.#decided?.streamed === true) (this.#gaps ??= new ChunkGaps()).heard(this.#ports.clock.steady());
    this.#responseBytes += chunk.length;
    this.#kept?.add(chunk);
    this.#digest.update(chunk);
  }

  /**
   * Judges who answered, by what the response says so far.
   *
   * @returns whether the answer has to be refused.
   */
  judge(facts: ResponseFacts): boolean {
    const decided = this.#decided;
    if (decided === undefined || facts.error !== undefined) return false;
    const models = modelsOf(facts);
    const served = judgeServed({
      contracted: decided.contracted,
      contractedValues: decided.contractedValues,
      models,
      fields: facts.fields,
    });
    const others = substitutions(decided, this.#target?.model, models);
    this.#servedFindings = others.length === 0 ? served : [...served, ...others];
    const substituted = this.#servedFindings.some(({ id }) => id === "SERVED_MODEL_MISMATCH");
    if (decided.demanded && (substituted || this.#target?.rule !== undefined)) return true;
    return this.#servedFindings.some(({ severity }) => severity === "reject");
  }

  /** Violations found so far, the request's and the answer's. */
  get findings(): readonly Finding[] {
    const asked = this.#decided?.findings ?? NONE;
    return this.#servedFindings.length === 0 ? asked : [...asked, ...this.#servedFindings];
  }

  /**
   * Writes the close frame, once, and tells the session; resolves when the record is as durable as its contract asks.
   *
   * @param content reads what a whole answer says; asked for where somebody wants to know.
   */
  end(
    outcome: Outcome,
    status: number,
    facts: ServedFacts | undefined,
    parts: RecordParts = {},
    content?: () => AnswerContent,
  ): Promise<void> {
    const log = this.#log;
    if (log === undefined || log.isClosed) return log?.close(outcome, 0, {}) ?? Promise.resolve();
    const now = this.#now();
    this.#kept?.end(outcome === "complete");
    const target = this.#target;
    const decided = this.#decided;
    const declared = target?.upstream.relay === true || facts?.modelSource === "declared";
    const source = declared ? "declared" : "observed";
    const contextTokens = facts?.usage?.input ?? estimateTokens(this.#requestBytes);
    log.note({
      duration_ms: now - this.receivedAt,
      status,
      first_byte_at: this.#firstByteAt,
      first_token_at: facts === undefined ? undefined : (this.#firstTokenAt ?? this.#firstByteAt),
      attempts: JSON.stringify(this.attempts),
      attempts_count: this.attempts.length,
      upstream: target?.upstream.name ?? this.attempts.at(-1)?.upstream,
      region: unlessEmpty(target?.upstream.region),
      chunk_gaps: this.#gaps?.counts,
      response_bytes: this.#responseBytes,
      response_digest: this.#responseBytes === 0 ? undefined : this.#digest.digest(),
      context_tokens: contextTokens,
      context_bucket: contextBucket(contextTokens),
    });
    if (facts !== undefined) {
      log.note(answerColumns(facts));
      log.note(fieldColumns({ served: servedFields(facts) }));
      log.note({ served_source: source });
    }
    log.note(delegationColumns(decided?.contractedValues.model, target, this.#servedFindings, facts));
    // An answer is read for whoever wants to know what it did, and for nobody else.
    const behaviour = decided?.behaviour?.(outcome === "complete" && saysSomething(facts) ? content?.() : undefined);
    if (behaviour !== undefined) log.note(behaviour.columns);
    const found = decided?.judgeAnswer(facts, {
      exchange: this.id,
      outcome,
      requestBytes: this.#requestBytes,
      unfit: behaviour?.unfit ?? NO_NAMES,
      fallback: target?.rule === undefined ? undefined : target.model,
      at: now + this.#played,
    });
    log.note(violationColumns(found === undefined ? this.findings : [...this.findings, ...found], this.id));
    const told =
      decided === undefined || this.#withdrawn
        ? undefined
        : this.#tellSession(decided, outcome, facts, now, behaviour?.spawns);
    if (!(told instanceof Promise)) return log.close(outcome, now, parts);
    // The frame is claimed first: whoever ends the exchange next finds it ended.
    return log.close(outcome, now, parts, told);
  }

  #tellSession(
    decided: Decided,
    outcome: Outcome,
    facts: ResponseFacts | undefined,
    now: number,
    spawns: readonly Spawn[] | undefined,
  ): unknown {
    if (decided.keepsAnswers && facts?.id !== undefined)
      for (const id of [facts.id, ...(facts.items ?? [])]) this.#ports.owners.note(id, decided.tenant);
    const ending = {
      exchange: this.id,
      at: now + this.#played,
      complete: outcome === "complete",
      reasoning: facts?.returnable ?? facts?.reasoning ?? [],
      callsTools: (facts?.toolCalls.length ?? 0) > 0,
      ...countedOf(facts, this.#requestBytes),
      ...(spawns === undefined || spawns.length === 0 ? {} : { spawns }),
      // Only there may a request go on from an answer without bringing it.
      ...(decided.keepsAnswers && facts?.id !== undefined
        ? { response: facts.id, ...(facts.items === undefined ? {} : { items: facts.items }) }
        : {}),
    };
    return this.#ports.sessions.end(decided.session, decided.agent, ending, facts?.reply);
  }
}

/** Whether there is anything to read in an answer. */
function saysSomething(facts: ResponseFacts | undefined): boolean {
  return facts !== undefined && (facts.textLength > 0 || facts.toolCalls.length > 0);
}

function countedOf(facts: ResponseFacts | undefined, bytes: number): Pick<Ending, "counted"> {
  const counted = countedIn(facts, bytes);
  return counted === undefined ? {} : { counted };
}
