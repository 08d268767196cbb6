import { randomOf } from "../quality/statistics/seeded-random.ts";
import type { Scenario } from "./document.ts";
import type { Line, Seen } from "./line.ts";
import type { Others } from "./others.ts";
import type { Answered, Asking, Change, Checkpoint, Client, Product, Stub } from "./product.ts";
import type { Aside, Measured, Turn } from "./turn.ts";
import { filledIn } from "./variables.ts";
import type { Records, Row } from "./records.ts";

/** A step that did not hold, in words for whoever wrote it. */
export class StepFailed extends Error {}

/** A run that could not go on, which says nothing of the product: what is behind it is away, or a ceiling is reached. */
export class RunBroken extends Error {}

/** What a run is played with. */
export interface Cast {
  readonly product: Product;
  readonly line: Line;
  readonly records: Records;
  readonly others: Others;
  /** Told after each turn. */
  readonly onTurn?: () => void;
  /** Told of all exchanges, those of a person that is played included. */
  readonly onExchanges?: (exchanges: readonly string[]) => void;
}

/** What a part of a request was, digest by digest. */
export type Checksum = readonly string[];

/** An agent that was sent off. */
export interface RunningAgent {
  readonly said: string;
  readonly client: Client;
  readonly line: Line;
  /** Undefined where it has nothing to do. */
  readonly answered: Promise<Answered> | undefined;
  readonly hangUp: AbortController;
}

/** A session that is being played: what was said, what time it is in it, and what was found. */
export class World {
  readonly scenario: Scenario;
  readonly cast: Cast;
  readonly random: () => number;
  readonly needles = new Map<string, string>();
  readonly variables = new Map<string, string>();
  readonly #checkpoints = new Map<string, { readonly history: Checkpoint; readonly length: number }>();
  readonly turns: Turn[] = [];
  readonly measured: Measured[] = [];
  readonly checksums = new Map<string, Checksum>();
  readonly agents = new Map<string, RunningAgent>();
  /** The last request of the session that asked for an answer, and the answer's exchange. */
  seen: Seen | undefined;
  readonly #stubs = new Map<string, Stub>();
  #costUsd = 0;
  /** Turns before the last pause, and before the history began anew. */
  #beforePause = 0;
  #beforeHistory = 0;
  /** Characters that the history had when it was gone back to. */
  #restored = 0;

  constructor(scenario: Scenario, cast: Cast, seed: number) {
    this.scenario = scenario;
    this.cast = cast;
    this.random = randomOf(seed);
    cast.line.onSeen = (seen) => {
      this.seen = seen;
    };
  }

  /** The client that a step is for. @throws {RunBroken} where a product of its own is played. */
  get client(): Client {
    const { product } = this.cast;
    if (!("offer" in product)) throw new RunBroken("a product has its own tools, history and requests");
    return product as Client;
  }

  /** Gives a tool to the client, and to those who speak beside it from here on. */
  offer(stub: Stub): void {
    this.client.offer(stub);
    this.#stubs.set(stub.name, stub);
  }

  /** Gives a client that speaks beside the scenario's own the same tools. */
  equip<Speaker extends Product>(speaker: Speaker): Speaker {
    if ("offer" in speaker) for (const stub of this.#stubs.values()) (speaker as unknown as Client).offer(stub);
    return speaker;
  }

  /** What a client asks with that is told so much beside what the scenario says. */
  asking({ model, system, request = {} }: Change): Asking {
    const { scenario } = this;
    return {
      system: system ?? scenario.system,
      request: { ...scenario.request, ...request, ...(model === undefined ? {} : { model }) },
    };
  }

  /** A text with the variables that are set by now in it. */
  filled(text: string): string {
    return filledIn(text, this.variables);
  }

  /** US dollars that the run has cost, as far as its records were read. */
  get costUsd(): number {
    return this.#costUsd;
  }

  /** Characters of the history that were said and answered. */
  get length(): number {
    return this.turns
      .slice(this.#beforeHistory)
      .filter(({ by }) => by === undefined)
      .reduce((sum, { said, answered }) => sum + said.length + answered.length, this.#restored);
  }

  /** Keeps the history under a name. */
  checkpoint(name: string): void {
    this.#checkpoints.set(name, { history: this.client.checkpoint(), length: this.length });
  }

  /** Goes back to a history that was kept. */
  restore(name: string): void {
    const { history, length } = this.#checkpoints.get(name) ?? { history: [], length: 0 };
    this.client.restore(history);
    this.#beforeHistory = this.turns.length;
    this.#restored = length;
  }

  /** Lets time go by. @throws {RunBroken} where it cannot be played. */
  idle(ms: number): void {
    const { line } = this.cast;
    if (line.at === undefined)
      throw new RunBroken(
        "time cannot be played with the real clock: leave `clock: real` out, and run against a lab or a cassette",
      );
    line.at += ms;
    this.#beforePause = this.turns.length;
  }

  /** The history begins with the last turn's answer. */
  forget(): void {
    this.#beforeHistory = Math.max(0, this.turns.length - 1);
    this.#restored = 0;
  }

  /** The last turns, those before the last pause left out; the latest first. */
  sincePause(count: number): readonly Turn[] {
    return this.turns.slice(Math.max(this.#beforePause, this.turns.length - count)).toReversed();
  }

  /** What a product sent after its answer belongs to the turn before. */
  #collect(): void {
    const late = this.cast.line.taken();
    if (late.length === 0) return;
    const index = this.turns.findLastIndex(({ by }) => by === undefined);
    const turn = this.turns[index];
    if (turn !== undefined) this.turns[index] = { ...turn, exchanges: [...turn.exchanges, ...late] };
  }

  /** @throws {RunBroken} where no more turns may be taken. */
  room(): void {
    const { limits } = this.scenario;
    if (this.turns.length >= limits.turns)
      throw new RunBroken(`limits.turns is reached: ${limits.turns} turns were played`);
  }

  /** Says something, and waits until it is answered. @throws {StepFailed} @throws {RunBroken} */
  async turn(said: string): Promise<Turn> {
    const { product, line } = this.cast;
    this.room();
    this.#collect();
    return this.#took(said, await product.turn(said), line, {});
  }

  /** Takes down what somebody beside the session was told and answered. @throws {StepFailed} @throws {RunBroken} */
  async aside(who: Aside, said: string, reply: Answered, line: Line): Promise<Turn> {
    return this.#took(said, reply, line, who);
  }

  async #took(said: string, reply: Answered, line: Line, who: Partial<Aside>): Promise<Turn> {
    const exchanges = line.taken();
    const { at } = line;
    const text = reply.kind === "answered" ? reply.text : "";
    const turn: Turn = {
      said,
      answered: text,
      called: reply.kind === "answered" ? reply.called : [],
      exchanges,
      ...(at === undefined ? {} : { at }),
      ...who,
    };
    this.turns.push(turn);
    this.cast.onTurn?.();
    this.cast.onExchanges?.(exchanges);
    if (line.lost !== undefined) throw new RunBroken(line.lost);
    if (reply.kind === "failed") throw new (reply.away || line.away ? RunBroken : StepFailed)(reply.why);
    await this.#count(exchanges);
    return turn;
  }

  /** Counts exchanges that are no turn's. @throws {RunBroken} where the run may cost no more. */
  async spend(exchanges: readonly string[]): Promise<void> {
    this.cast.onExchanges?.(exchanges);
    await this.#count(exchanges);
  }

  async #count(exchanges: readonly string[]): Promise<void> {
    const most = this.scenario.limits.usd;
    if (most === undefined) return;
    for (const exchange of exchanges) {
      const cost = (await this.cast.records.of(exchange))?.["cost_usd"];
      if (typeof cost === "number") this.#costUsd += cost;
    }
    if (this.#costUsd >= most)
      throw new RunBroken(`limits.usd is reached: ${this.#costUsd.toFixed(4)} of ${most} US dollars were spent`);
  }

  /** The records of a turn's exchanges, in order. @throws {RunBroken} where one does not come. */
  async recordsOf({ exchanges }: Turn): Promise<readonly Row[]> {
    const rows = await Promise.all(exchanges.map((exchange) => this.cast.records.of(exchange)));
    const found = rows.filter((row) => row !== undefined);
    if (found.length === 0 || found.length < exchanges.length)
      throw new RunBroken(
        exchanges.length === 0
          ? "the turn has no exchange: does the product speak to the gateway at all?"
          : "the record of an exchange did not come: is the store up, and recording on?",
      );
    return found;
  }

  /** The record of a turn's last exchange. @throws {RunBroken} */
  async recordOf(turn: Turn): Promise<Row> {
    return (await this.recordsOf(turn)).at(-1) ?? {};
  }

  /** The last turns, the latest first. @throws {StepFailed} where there are fewer. */
  last(count: number): readonly Turn[] {
    this.#collect();
    if (this.turns.length < count)
      throw new StepFailed(`${this.turns.length} turns were played before this step, and it looks at ${count}`);
    return this.turns.slice(-count).toReversed();
  }
}
