import type { Random } from "../provider/seeded.ts";
import { ContextEditing } from "./context-editing.ts";
import type { Traits } from "./traits.ts";

type Block = Readonly<Record<string, unknown>>;
interface Message {
  readonly role: "user" | "assistant";
  readonly content: readonly Block[];
}

/** Sends a request in Anthropic's format and gives the answer's JSON. @throws {Error} in words, where there is none. */
export type Send = (body: Readonly<Record<string, unknown>>) => Promise<{ readonly content: readonly Block[] }>;

/** What the agent needs of the world. */
export interface AgentPorts {
  readonly send: Send;
  readonly now: () => number;
  readonly random: Random;
}

const MODEL = "claude-opus-4-6";
const MOST_REQUESTS = 20;
/** Long enough to be worth caching: providers keep no short prefix. */
const PROMPT = `You are an engineer who works on the code of a small shop.\n${[
  "Read what you change before you change it, and say what you found.",
  "Keep to the way in which the code around is written; names say what a thing is, and not how it is made.",
  "Run the tests after each change, and tell what they said, whether it is what you hoped for or not.",
  "Where something is not clear, ask; where it is, do not.",
]
  .join("\n")
  .concat("\n")
  .repeat(60)}`;

const TOOLS = [
  { name: "edit_file", arguments: ["path", "before", "after"], result: "1 replacement was made" },
  { name: "list_files", arguments: ["folder"], result: "app.ts\norders.ts\nprices.ts" },
  { name: "read_file", arguments: ["path"], result: "export const port = 7311;" },
  { name: "run_tests", arguments: [], result: "14 passed, 0 failed" },
].map(({ name, arguments: names, result }) => ({
  result,
  definition: {
    name,
    description: `${name.replace("_", " ")} of the shop's repository`,
    input_schema: {
      type: "object",
      properties: Object.fromEntries(names.map((argument) => [argument, { type: "string" }])),
      required: names,
    },
  },
}));

/** A small coding agent: its history, its tools, its prompt cache and its own context editing. */
export class Agent {
  readonly #traits: Traits;
  readonly #ports: AgentPorts;
  readonly #editing: ContextEditing;
  #history: Message[] = [];

  constructor(traits: Traits, ports: AgentPorts) {
    this.#traits = traits;
    this.#ports = ports;
    this.#editing = new ContextEditing(traits.clear);
  }

  /** Takes a turn to its end. @throws {Error} where the model cannot be reached, or does not end. */
  async turn(said: string): Promise<{ readonly text: string; readonly called: readonly string[] }> {
    const text = this.#traits.input === "whole" ? said : said.replaceAll(/\s+/g, " ");
    this.#history.push({ role: "user", content: [{ type: "text", text }] });
    const called: string[] = [];
    for (let requests = 0; requests < MOST_REQUESTS; requests++) {
      const { content } = await this.#request();
      this.#history.push({
        role: "assistant",
        content: this.#traits.reasoning === "kept" ? content : content.filter((block) => !isReasoning(block)),
      });
      const calls = content.filter(({ type }) => type === "tool_use");
      if (calls.length === 0) return { text: textOf(content), called };
      called.push(...calls.map(({ name }) => String(name)));
      this.#history.push({ role: "user", content: calls.map(resultOf) });
    }
    throw new Error(`the model called tools in ${MOST_REQUESTS} requests in a row`);
  }

  async #request(): Promise<{ readonly content: readonly Block[] }> {
    const { send, now, random } = this.#ports;
    const { tools, prompt, ttl } = this.#traits;
    const { keep, prune } = this.#editing.at(now());
    if (prune) this.#history = this.#history.map(withoutReasoning);
    const definitions = TOOLS.map(({ definition }) => definition);
    const cached = { type: "ephemeral", ttl };
    const answer = await send({
      model: MODEL,
      max_tokens: 8_000,
      thinking: { type: "adaptive" },
      context_management: {
        edits: [
          {
            type: "clear_thinking_20251015",
            keep: keep === undefined ? "all" : { type: "thinking_turns", value: keep },
          },
        ],
      },
      system: [
        {
          type: "text",
          text: prompt === "fixed" ? PROMPT : `Request ${Math.floor(random() * 1e9)}.\n${PROMPT}`,
          cache_control: cached,
        },
      ],
      tools: tools === "fixed" ? definitions : shuffled(definitions, random),
      messages: marked(this.#sent(), cached),
    });
    this.#editing.completed(now());
    return answer;
  }

  /** As much of the history's end as it sends, beginning with what a person said. */
  #sent(): readonly Message[] {
    const { truncate } = this.#traits;
    if (truncate === undefined) return this.#history;
    let length = 0;
    const kept = this.#history.findLastIndex((message) => (length += JSON.stringify(message).length) > truncate);
    const spoken = this.#history.findIndex((message, index) => index > kept && isSpoken(message));
    return this.#history.slice(spoken === -1 ? this.#history.length - 1 : spoken);
  }
}

/** The end of the history is where the next request's cache begins. */
function marked(messages: readonly Message[], cached: object): readonly Message[] {
  const last = messages.at(-1);
  if (last === undefined) return messages;
  const content = last.content.map((block, index) =>
    index === last.content.length - 1 ? { ...block, cache_control: cached } : block,
  );
  return [...messages.slice(0, -1), { ...last, content }];
}

function resultOf({ id, name }: Block): Block {
  const tool = TOOLS.find(({ definition }) => definition.name === name);
  return tool === undefined
    ? { type: "tool_result", tool_use_id: id, content: `there is no tool ${String(name)}`, is_error: true }
    : { type: "tool_result", tool_use_id: id, content: tool.result };
}

function withoutReasoning(message: Message): Message {
  return { ...message, content: message.content.filter((block) => !isReasoning(block)) };
}

function isReasoning({ type }: Block): boolean {
  return type === "thinking" || type === "redacted_thinking";
}

function isSpoken({ role, content }: Message): boolean {
  return role === "user" && content.some(({ type }) => type === "text");
}

function textOf(content: readonly Block[]): string {
  return content.map(({ type, text }) => (type === "text" ? String(text) : "")).join("");
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}
