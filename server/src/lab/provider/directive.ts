import { asList, asNumber, asObject, asText, type JsonObject, parsed } from "../../wire/json/value.ts";

/** A call that the lab is told to make. */
export interface DirectedCall {
  readonly tool: string;
  readonly input: JsonObject;
}

/** What a `[[lab ...]]` mark in the latest user text tells the lab to do in one answer. */
export interface Directive {
  /** Visible text, before the calls where there are any. */
  readonly text?: string;
  readonly calls: readonly DirectedCall[];
  /** What comes after the calls have been answered: a text, or a directive. */
  readonly afterwards?: Directive;
  /** One directive an answer: the first now, the next after each result of tools. */
  readonly steps: readonly Directive[];
  /** A reasoning text; false for none. */
  readonly think?: string | false;
  /** The reasoning comes as `redacted_thinking`. */
  readonly redacted: boolean;
  /** Usage members to report in place of the counted ones: `input_tokens: 190000`. */
  readonly usage: Readonly<Record<string, number>>;
  /** The model that a server-side fallback answers with. */
  readonly fallback?: string;
  /** The model that a server-side advisor answers with. */
  readonly advisor?: string;
  readonly stopReason?: string;
  /** Faults as in `x-lab-fault`. */
  readonly faults: readonly string[];
}

/** What stands in a user text: what to do, or why it cannot be read. */
export type ReadDirective =
  | { readonly kind: "none" }
  | { readonly kind: "directive"; readonly directive: Directive }
  | { readonly kind: "unreadable"; readonly problem: string };

const OPEN = /\[\[lab(?=[\s[{])\s*/g;

/** Whether a text tells the lab what to do. */
export function isDirected(text: string): boolean {
  OPEN.lastIndex = 0;
  return OPEN.test(text);
}

/** Reads the marks of a text. Of several, the calls are put together and other members are the last one's. */
export function readDirective(text: string): ReadDirective {
  let found: Directive | undefined;
  OPEN.lastIndex = 0;
  for (let open = OPEN.exec(text); open !== null; open = OPEN.exec(text)) {
    const end = endOfJson(text, OPEN.lastIndex);
    const json = end === undefined ? undefined : parsed(text.slice(OPEN.lastIndex, end));
    if (end === undefined || json === undefined || !/^\s*\]\]/.test(text.slice(end))) {
      return { kind: "unreadable", problem: `the mark at ${open.index} is not [[lab JSON]]` };
    }
    const directive = directiveOf(json);
    if (typeof directive === "string") return { kind: "unreadable", problem: directive };
    found = found === undefined ? directive : { ...found, ...directive, calls: [...found.calls, ...directive.calls] };
    OPEN.lastIndex = end;
  }
  return found === undefined ? { kind: "none" } : { kind: "directive", directive: found };
}

/**
 * What a directive says for one answer of its turn.
 *
 * @param index answers that this turn has had already.
 */
export function stepOf(directive: Directive, index: number): Directive | undefined {
  if (directive.steps.length > 0) {
    const step = directive.steps[index];
    if (step !== undefined) return { ...directive, ...step, usage: { ...directive.usage, ...step.usage }, steps: [] };
    return directive.afterwards === undefined
      ? undefined
      : stepOf(directive.afterwards, index - directive.steps.length);
  }
  if (index === 0) return directive;
  return directive.afterwards === undefined ? undefined : stepOf(directive.afterwards, index - 1);
}

/** What a directive can have. */
export const DIRECTIVE_MEMBERS = [
  "tool",
  "input",
  "tools",
  "text",
  "then",
  "after",
  "steps",
  "think",
  "redacted",
  "usage",
  "input_tokens",
  "output_tokens",
  "fallback",
  "advisor",
  "stop_reason",
  "fault",
] as const;

const KNOWN: ReadonlySet<string> = new Set(DIRECTIVE_MEMBERS);

/** A text says itself; a list is calls side by side; an object is a directive. The problem as a text otherwise. */
function directiveOf(value: unknown): Directive | string {
  if (typeof value === "string") return { text: value, ...nothing };
  if (Array.isArray(value)) return directiveOf({ tools: value });
  const object = asObject(value);
  if (object === undefined) return "a directive is an object, a list of calls, or a text";
  const unknown = Object.keys(object).find((key) => !KNOWN.has(key));
  if (unknown !== undefined) return `a directive has no member ${JSON.stringify(unknown)}`;
  const calls = callsOf(object);
  // In code an object with `then` looks like a promise, so it may be written `after` as well.
  const next = object.then ?? object.after;
  const then = next === undefined ? undefined : directiveOf(next);
  const steps = asList(object.steps).map(directiveOf);
  const problem = [calls, then, ...steps].find((part) => typeof part === "string");
  if (problem !== undefined) return problem;
  const text = asText(object.text);
  const fallback = asText(object.fallback);
  const advisor = asText(object.advisor);
  const stopReason = asText(object.stop_reason);
  return {
    calls: calls as readonly DirectedCall[],
    steps: steps as Directive[],
    redacted: object.redacted === true,
    usage: usageOf(object),
    faults:
      typeof object.fault === "string" ? [object.fault] : asList(object.fault).flatMap((one) => asText(one) ?? []),
    ...(text === undefined ? {} : { text }),
    ...(then === undefined ? {} : { afterwards: then as Directive }),
    ...(object.think === undefined ? {} : { think: asText(object.think) ?? (false as const) }),
    ...(fallback === undefined ? {} : { fallback }),
    ...(advisor === undefined ? {} : { advisor }),
    ...(stopReason === undefined ? {} : { stopReason }),
  };
}

const nothing = { calls: [], steps: [], redacted: false, usage: {}, faults: [] } as const;

function callsOf(object: JsonObject): readonly DirectedCall[] | string {
  const written = object.tool === undefined ? asList(object.tools) : [object, ...asList(object.tools)];
  const calls: DirectedCall[] = [];
  for (const item of written) {
    const call = asObject(item);
    const tool = asText(call?.tool);
    if (tool === undefined) return `a call needs "tool", the name of a tool`;
    calls.push({ tool, input: asObject(call?.input) ?? {} });
  }
  return calls;
}

function usageOf(object: JsonObject): Readonly<Record<string, number>> {
  const usage: Record<string, number> = {};
  for (const [name, value] of Object.entries({
    input_tokens: object.input_tokens,
    output_tokens: object.output_tokens,
    ...asObject(object.usage),
  })) {
    const count = asNumber(value);
    if (count !== undefined) usage[name] = count;
  }
  return usage;
}

/** The end of the JSON list or object that begins at `from`; marks inside its texts do not count. */
function endOfJson(text: string, from: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
