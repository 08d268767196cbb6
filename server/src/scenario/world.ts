import { randomOf } from "../quality/statistics/seeded-random.ts";
import type { Scenario } from "./document.ts";
import type { Line } from "./line.ts";
import type { Checkpoint, Client, Product } from "./product.ts";
import { filledIn } from "./variables.ts";
import type { Records, Row } from "./records.ts";

/** A step that did not hold, in words for whoever wrote it. */
export class StepFailed extends Error {}

/** A run that could not go on, which says nothing of the product: what is behind it is away, or a ceiling is reached. */
export class RunBroken extends Error {}

/** One turn as it went. */
export interface Turn {
  readonly said: string;
  readonly answered: string;
  readonly called: readonly string[];
  readonly exchanges: readonly string[];
  /** Milliseconds since the epoch, where time is played. */
  readonly at?: number;
}

/** A number that a scenario measured. */
export interface Measured {
  readonly signal: string;
  readonly value: number;
}

/** What a run is played with. */
export interface Cast {
  readonly product: Product;
  readonly line: Line;
  readonly records: Records;
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
  }

  /** The client that a step is for. @throws {RunBroken} where a product of its own is played. */
  get client(): Client {
    const { product } = this.cast;
    if (!("offer" in product)) throw new RunBroken("a product has its own tools, history and requests");
    return product as Client;
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
    const turn = this.turns.at(-1);
    if (turn !== undefined && late.length > 0)
      this.turns[this.turns.length - 1] = { ...turn, exchanges: [...turn.exchanges, ...late] };
  }

  /** Says something, and waits until it is answered. @throws {StepFailed} @throws {RunBroken} */
  async turn(said: string): Promise<Turn> {
    const { limits } = this.scenario;
    const { product, line } = this.cast;
    if (this.turns.length >= limits.turns)
      throw new RunBroken(`limits.turns is reached: ${limits.turns} turns were played`);
    this.#collect();
    const reply = await product.turn(said);
    const exchanges = line.taken();
    const { at } = line;
    const text = reply.kind === "answered" ? reply.text : "";
    const called = reply.kind === "answered" ? reply.called : [];
    const turn = { said, answered: text, called, exchanges, ...(at === undefined ? {} : { at }) };
    this.turns.push(turn);
    if (reply.kind === "failed") throw new (reply.away || line.away ? RunBroken : StepFailed)(reply.why);
    if (limits.usd !== undefined) await this.#spend(exchanges, limits.usd);
    return turn;
  }

  async #spend(exchanges: readonly string[], most: number): Promise<void> {
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
