import type { JsonObject } from "../../wire/json/value.ts";
import { type Directive, readDirective, stepOf } from "./directive.ts";
import { personSays } from "./person.ts";
import type { Prompt, ToolOffer } from "./prompt.ts";
import { recollect } from "./recollection.ts";
import { valueFor } from "./schema-value.ts";
import { pick, type Random } from "./seeded.ts";

/** A call of a tool that the model makes. */
export interface Call {
  readonly name: string;
  readonly input: JsonObject;
}

/** What the lab's model does in one answer. */
export interface Move {
  readonly text: string;
  readonly calls: readonly Call[];
  /** What was asked for about reasoning: its text, false for none, undefined for what the request allows. */
  readonly think: string | false | undefined;
  readonly directive: Directive | undefined;
}

/** Decides what to answer: what a directive says, else a short plausible text. Calls no tool unless told or forced. */
export function decide(prompt: Prompt, random: Random): Move {
  const read = readDirective(prompt.said);
  if (read.kind === "unreadable") {
    return {
      text: `The lab cannot read its directive: ${read.problem}.`,
      calls: [],
      think: undefined,
      directive: undefined,
    };
  }
  const directive = read.kind === "directive" ? stepOf(read.directive, prompt.answered) : undefined;
  const calls = callsOf(prompt, directive);
  const ordinary = () => textFor(prompt, read.kind === "directive", random);
  return {
    text: directive?.text ?? (calls.length > 0 ? "" : ordinary()),
    calls,
    think: directive?.think,
    directive,
  };
}

/** A tool that the request does not offer is never called: no model can. */
function callsOf(prompt: Prompt, directive: Directive | undefined): readonly Call[] {
  const { choice, tools } = prompt;
  if (choice.kind === "none" || tools.length === 0) return [];
  const offered = new Map(tools.map((tool) => [tool.name, tool]));
  let calls = (directive?.calls ?? [])
    .filter((call) => offered.has(call.tool))
    .map((call) => ({ name: call.tool, input: call.input }));
  if (choice.kind === "tool") {
    const tool = offered.get(choice.name);
    const named = calls.filter((call) => call.name === choice.name);
    calls = named.length > 0 || tool === undefined ? named : [forced(tool)];
  }
  const first = tools[0];
  if (choice.kind === "any" && calls.length === 0 && first !== undefined) calls = [forced(first)];
  return prompt.parallel ? calls : calls.slice(0, 1);
}

function forced(tool: ToolOffer): Call {
  const value = valueFor({ type: "object", ...tool.schema }, "lab");
  return { name: tool.name, input: value as JsonObject };
}

const GREETING =
  /^(?:please )?(?:say|reply(?: with)?|answer(?: with)?|respond with|repeat|echo|output)[: ]+(?:only |just |exactly |the words? )*["'`]?([^"'`\n]{1,200}?)["'`]?[.!]?$/i;
const SUM = /(-?\d+(?:\.\d+)?)\s*([-+*/x×])\s*(-?\d+(?:\.\d+)?)/;
/** How a client's history begins that was replaced by a summary. */
const CONTINUED = "This session is being continued from a previous conversation";
/** A sum is only looked for in something that short: longer texts have numbers that nobody asks to add. */
const LONGEST_SUM = 80;
const SUMMARY =
  /\b(?:detailed )?summary of (?:the|our) (?:conversation|portion)|compact(?:ing|ion)? (?:the|this) conversation/i;

function textFor(prompt: Prompt, directed: boolean, random: Random): string {
  const said = prompt.said.replace(/\[\[lab[^]*\]\]/, "").trim();
  if (prompt.form.kind === "schema") return JSON.stringify(valueFor(prompt.form.schema, subject(said)));
  if (prompt.form.kind === "json") return JSON.stringify({ answer: subject(said) });
  const person = personSays(prompt.history);
  if (person !== undefined) return person;
  if (SUMMARY.test(said)) return summary(prompt);
  if (said.startsWith(CONTINUED)) return "The work goes on where it was.";
  const repeat = GREETING.exec(said)?.[1];
  if (repeat !== undefined) return sentence(repeat);
  const sum = said.length <= LONGEST_SUM ? SUM.exec(said) : null;
  if (sum !== null) return `${arithmetic(Number(sum[1]), sum[2] ?? "+", Number(sum[3]))}`;
  const recollected = recollect(said, prompt.history);
  if (recollected !== undefined) return recollected;
  const result = prompt.results.at(-1);
  if (result !== undefined) return `Done. The tool answered: ${excerpt(result)}`;
  if (directed) return "Done.";
  if (/^(?:hi|hello|hey)\b/i.test(said)) return "Hello! What shall we look at?";
  const opening = pick(random, ["Here is what I make of it:", "In short:", "Looking at this:", "My reading:"]);
  const closing = pick(random, [
    "Nothing else stands in the way.",
    "The rest follows from that.",
    "I would check this before going on.",
    "That is the whole of it.",
  ]);
  return `${opening} ${excerpt(subject(said))}. ${closing}`;
}

/** What clients ask for when a conversation has grown too long. */
function summary(prompt: Prompt): string {
  const results = prompt.results.length > 0 ? ` The last tool answered: ${excerpt(prompt.results.at(-1) ?? "")}` : "";
  return (
    "<analysis>\nThe conversation was read from its beginning.\n</analysis>\n\n" +
    `<summary>\n1. Primary request: continue the work of this lab conversation.\n2. State: nothing is pending.${results}\n</summary>`
  );
}

function sentence(words: string): string {
  const capital = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}!`;
}

function subject(said: string): string {
  return excerpt(said === "" ? "the request" : said);
}

/** The first words of a text on one line. */
function excerpt(text: string): string {
  const line = text.slice(0, 400).replace(/\s+/g, " ").trim();
  return line.length <= 120 ? line.replace(/[.:,;]$/, "") : `${line.slice(0, 120).toWellFormed().trimEnd()}...`;
}

function arithmetic(a: number, operator: string, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "/":
      return a / b;
    default:
      return a * b;
  }
}
