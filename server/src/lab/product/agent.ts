import type { Random } from "../provider/seeded.ts";
import { ContextEditing } from "./context-editing.ts";
import { type Block, type Message, spoken, textOf, withoutReasoning } from "./history.ts";
import { CONTINUED } from "./prompts.ts";
import { mainRequest, searchRequest, summaryRequest, titleRequest } from "./requests.ts";
import { ASK, resultOf } from "./tools.ts";
import type { Traits } from "./traits.ts";

/** An answer's JSON, as far as the product looks at it. */
export interface Answer {
  readonly content: readonly Block[];
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** Sends a request in Anthropic's format and gives the answer's JSON. @throws {Error} in words, where there is none. */
export type Send = (body: Readonly<Record<string, unknown>>) => Promise<Answer>;

/** What the agent needs of the world. */
export interface AgentPorts {
  readonly send: Send;
  readonly now: () => number;
  readonly random: Random;
}

/** A turn that was taken. */
export interface TakenTurn {
  readonly text: string;
  readonly called: readonly string[];
  /** What its edits put into files. */
  readonly edits: readonly string[];
}

const MOST_REQUESTS = 20;
/** Tokens of context from which a build with all its voices has the conversation summed up. */
const FULL = 60_000;

/** A small coding agent: its history, its tools, its prompt cache and its own context editing. */
export class Agent {
  readonly #traits: Traits;
  readonly #ports: AgentPorts;
  readonly #editing: ContextEditing;
  #history: readonly Message[] = [];
  /** What stands before what is said next, where a conversation was summed up. */
  #summary: readonly Block[] = [];
  #tokens = 0;

  constructor(traits: Traits, ports: AgentPorts) {
    this.#traits = traits;
    this.#ports = ports;
    this.#editing = new ContextEditing(traits.clear);
  }

  /** Takes a turn to its end. @throws {Error} where the model cannot be reached, or does not end. */
  async turn(said: string): Promise<TakenTurn> {
    const heard = this.#traits.input === "whole" ? said : said.replaceAll(/\s+/g, " ");
    const many = this.#traits.voices === "all";
    if (many && this.#history.length === 0) await this.#ports.send(titleRequest(heard));
    else if (many && this.#tokens > FULL) await this.#compact();
    this.#history = [...this.#history, { role: "user", content: [...this.#summary, ...spoken(heard).content] }];
    this.#summary = [];
    const called: string[] = [];
    const edits: string[] = [];
    for (let requests = 0; requests < MOST_REQUESTS; requests++) {
      const { content } = await this.#request();
      const calls = content.filter(({ type }) => type === "tool_use");
      if (calls.length === 0) return { text: textOf(content), called, edits };
      called.push(...calls.map(({ name }) => String(name)));
      edits.push(...calls.flatMap(editOf));
      const results: Block[] = [];
      for (const call of calls) results.push(resultOf(call, this.#traits.results, await this.#asked(call)));
      this.#history = [...this.#history, { role: "user", content: results }];
    }
    throw new Error(`the model called tools in ${MOST_REQUESTS} requests in a row`);
  }

  async #request(): Promise<Answer> {
    const { now, random, send } = this.#ports;
    const { keep, prune } = this.#editing.at(now());
    if (prune) this.#history = this.#history.map(withoutReasoning);
    const answer = await send(mainRequest(this.#traits, this.#history, keep, random));
    this.#editing.completed(now());
    const message: Message = { role: "assistant", content: answer.content };
    this.#history = [...this.#history, this.#traits.reasoning === "kept" ? message : withoutReasoning(message)];
    this.#tokens = tokensIn(answer);
    return answer;
  }

  /** What another voice says to a call that asks one; undefined for calls that do not. */
  async #asked({ name, input }: Block): Promise<string | undefined> {
    if (name !== ASK) return undefined;
    const question = (input as { readonly question?: unknown } | undefined)?.question;
    const { content } = await this.#ports.send(searchRequest(this.#traits, String(question)));
    return textOf(content);
  }

  /** Has the conversation summed up, and goes on from that alone. */
  async #compact(): Promise<void> {
    const { content } = await this.#ports.send(summaryRequest(this.#traits, this.#history));
    this.#history = [];
    this.#summary = [{ type: "text", text: `${CONTINUED}\n${textOf(content)}` }];
    this.#editing.reset();
    this.#tokens = 0;
  }
}

function editOf({ name, input }: Block): readonly string[] {
  const after = name === "edit_file" ? (input as { readonly after?: unknown } | undefined)?.after : undefined;
  return typeof after === "string" ? [after] : [];
}

const INPUT = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"];

function tokensIn({ usage }: Answer): number {
  return INPUT.reduce((sum, name) => sum + Number(usage?.[name] ?? 0), 0);
}
