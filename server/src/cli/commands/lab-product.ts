import { randomInt } from "node:crypto";
import { createInterface } from "node:readline";
import { buildCommand } from "@stricli/core";
import { inheritedEnvironment } from "../../config/load.ts";
import { Agent, type Send } from "../../lab/product/agent.ts";
import { TRAITS, type Traits } from "../../lab/product/traits.ts";
import { randomOf } from "../../quality/statistics/seeded-random.ts";
import { type CliContext, EXIT, guarded, usageError } from "../context.ts";
import { numberIn } from "../statistics-flags.ts";

type ProductFlags = { readonly [Name in keyof typeof TRAITS]: Traits[Name] } & {
  readonly truncate?: number;
  readonly seed?: number;
};

/** A trait as a flag: the healthy way is what holds where nothing is said. */
function trait<Value extends string>(values: readonly [Value, ...Value[]], brief: string) {
  return { kind: "parsed", parse: oneOf(values), default: values[0], brief, placeholder: values.join("|") } as const;
}

function oneOf<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw usageError(`"${text}" is none of ${values.join(", ")}`);
    return found;
  };
}

/** `bellwether lab product`: a small agent, which scenarios play. */
export const labProductCommand = buildCommand<ProductFlags, [], CliContext>({
  docs: {
    brief: "Be a small agent that takes turns, for scenarios",
    fullDescription: `Be a small coding agent with tools, a prompt cache and its own context editing, healthy or with faults. It reads a turn a line, {"turn": "Go on."}, and writes {"text": …, "called": […]}. Its model is at ANTHROPIC_BASE_URL.

Example
  product: { command: [bellwether, lab, product, --clear, latched] }`,
  },
  parameters: {
    flags: {
      clear: trait(TRAITS.clear, "What it does with earlier reasoning after an idle hour"),
      tools: trait(TRAITS.tools, "The order of its tools"),
      prompt: trait(TRAITS.prompt, "Whether its prompt has something new each time"),
      verbosity: trait(TRAITS.verbosity, "Whether its prompt limits what may be said"),
      ttl: trait(TRAITS.ttl, "How long it asks for its prefix to be cached"),
      effort: trait(TRAITS.effort, "The effort that it asks for"),
      results: trait(TRAITS.results, "Whether it sends results of tools whole"),
      voices: trait(TRAITS.voices, "Whether it has a searcher, titles and summaries beside its main voice"),
      searcher: trait(TRAITS.searcher, "Whether its searcher has a model and an effort of its own"),
      reasoning: trait(TRAITS.reasoning, "Whether it sends back the reasoning that it was given"),
      input: trait(TRAITS.input, "What it asks of what it was told"),
      truncate: {
        kind: "parsed",
        parse: numberIn(1_000, 1e9, "--truncate"),
        optional: true,
        brief: "Characters of its history that it sends at most",
        placeholder: "N",
      },
      seed: {
        kind: "parsed",
        parse: numberIn(0, 2 ** 31, "--seed"),
        optional: true,
        brief: "Of what is random in it",
        placeholder: "N",
      },
    },
  },
  async func({ seed = randomInt(2 ** 31), ...traits }) {
    await guarded(this, false, async () => {
      const env = inheritedEnvironment();
      const { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key = "" } = env;
      if (url === undefined) throw usageError("ANTHROPIC_BASE_URL is not set: where is the model?");
      let at: number | undefined;
      const agent = new Agent(traits, {
        send: sendTo(url, key),
        now: () => at ?? Date.now(),
        random: randomOf(seed),
      });
      for await (const line of createInterface({ input: process.stdin })) {
        const asked = JSON.parse(line) as { readonly turn: string; readonly at?: number };
        at = asked.at;
        this.process.stdout.write(`${JSON.stringify(await answered(agent, asked.turn))}\n`);
      }
      return EXIT.pass;
    });
  },
});

async function answered(agent: Agent, said: string): Promise<object> {
  try {
    return await agent.turn(said);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return { error: thrown.message };
  }
}

const RETRIES = 2;

function sendTo(url: string, key: string): Send {
  return async (body) => {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(`${url}/v1/messages`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-api-key": key,
          "anthropic-version": "2023-06-01",
          "anthropic-beta": "context-management-2025-06-27",
        },
        body: JSON.stringify(body),
      });
      if (response.ok) return (await response.json()) as Awaited<ReturnType<Send>>;
      const text = await response.text();
      const later = response.status === 429 || response.status >= 500;
      if (!later || attempt === RETRIES) throw new Error(`the model answered with ${response.status}: ${text}`);
    }
  };
}
