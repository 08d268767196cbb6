import type { Answered, Change, Checkpoint, Client, Stub } from "../product.ts";
import { isAway } from "../line.ts";
import { type Answer, type Dialect, fieldsOf } from "./dialect.ts";
import { fieldAtFault, type OwnParts } from "./wrong-request.ts";

/** What came back of a request; a status of 0 where nothing did. */
export interface Asked {
  readonly status: number;
  readonly body: unknown;
  /** The gateway's own code, where it is the gateway that refuses. */
  readonly code?: string;
}

/** Sends a request over the session's line. It never rejects. */
export type Ask = (dialect: Dialect, body: Readonly<Record<string, unknown>>) => Promise<Asked>;

/** Requests of one turn: a loop of tools that goes on for longer does so for ever. */
const MOST_REQUESTS = 50;
/** What the gateway says where who was asked may not answer. */
const REFUSALS: ReadonlySet<string> = new Set(["contract_violated", "requirement_unmet"]);
/** As the official SDKs do. */
const RETRIES = 2;

/** A client as simple as one can be: it keeps the history as it is, calls the scenario's tools, and tries again. */
export class PlainClient implements Client {
  readonly #dialect: Dialect;
  readonly #ask: Ask;
  readonly #tools = new Map<string, Stub>();
  #history: unknown[] = [];
  #preface = "";
  #request: Readonly<Record<string, unknown>>;
  #system: string | undefined;
  #injected = false;
  /** What the scenario says of requests has been answered as it is. */
  #taken = false;

  constructor(dialect: Dialect, ask: Ask, request: Readonly<Record<string, unknown>>, system: string | undefined) {
    this.#dialect = dialect;
    this.#ask = ask;
    this.#request = request;
    this.#system = system;
  }

  async turn(said: string): Promise<Answered> {
    this.#history.push({ role: "user", content: this.#preface + said });
    this.#preface = "";
    const called: string[] = [];
    for (let requests = 0; requests < MOST_REQUESTS; requests++) {
      const answer = await this.#answer();
      if ("kind" in answer) return answer;
      this.#history.push(...answer.messages);
      if (answer.calls.length === 0) return { kind: "answered", text: answer.text, called };
      called.push(...answer.calls.map(({ name }) => name));
      const results = answer.calls.map((call) => ({ call, stub: this.#tools.get(call.name) }));
      const unknown = results.find(({ stub }) => stub === undefined);
      if (unknown !== undefined) {
        const why = `the answer calls ${unknown.call.name}, and no step says what that does (tool: { name: ${unknown.call.name} })`;
        return { kind: "failed", why, away: false };
      }
      this.#history.push(
        ...this.#dialect.results(results.flatMap(({ call, stub }) => (stub === undefined ? [] : [{ call, stub }]))),
      );
    }
    const why = `one turn took ${MOST_REQUESTS} requests, each calling tools, and did not end`;
    return { kind: "failed", why, away: false };
  }

  async #answer(): Promise<Answer | Extract<Answered, { kind: "failed" }>> {
    const body = this.#dialect.body(this.#request, this.#system, [...this.#tools.values()], [...this.#history]);
    let asked = await this.#ask(this.#dialect, body);
    for (let retry = 0; retry < RETRIES && isAway(asked.status); retry++) asked = await this.#ask(this.#dialect, body);
    const answer = asked.status === 200 ? this.#dialect.answer(asked.body) : undefined;
    this.#taken ||= answer !== undefined;
    if (answer !== undefined) return answer;
    const { message } = fieldsOf(fieldsOf(asked.body)["error"]);
    const said = typeof message === "string" ? message : JSON.stringify(asked.body ?? null).slice(0, 200);
    const why = asked.status === 0 ? said : `the request was answered with ${asked.status}: ${said}`;
    if (asked.code !== undefined && REFUSALS.has(asked.code))
      return { kind: "failed", why, away: false, refused: asked.code };
    const field = this.#taken ? undefined : fieldAtFault(asked, this.#own);
    if (field !== undefined) return { kind: "failed", why: `${field} of the scenario is refused: ${why}`, away: true };
    return { kind: "failed", why, away: isAway(asked.status) };
  }

  get #own(): OwnParts {
    return {
      request: this.#request,
      system: this.#system !== undefined,
      tools: this.#tools.size > 0,
      injected: this.#injected,
    };
  }

  offer(stub: Stub): void {
    this.#tools.set(stub.name, stub);
    this.#taken = false;
  }

  change({ model, system, request = {} }: Change): void {
    this.#request = { ...this.#request, ...request, ...(model === undefined ? {} : { model }) };
    this.#system = system ?? this.#system;
    this.#taken = false;
  }

  inject(role: "user" | "assistant", text: string): void {
    this.#history.push({ role, content: text });
    this.#injected = true;
    this.#taken = false;
  }

  checkpoint(): Checkpoint {
    return [...this.#history];
  }

  restore(checkpoint: Checkpoint): void {
    this.#history = [...checkpoint];
    this.#preface = "";
  }

  begin(preface: string): void {
    this.#history = [];
    this.#preface = preface;
  }

  // It has nothing but its history, and resumes with that.
  async restart(): Promise<void> {}

  async end(): Promise<void> {}
}
