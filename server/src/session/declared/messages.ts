import { argumentsText } from "../../wire/arguments-text.ts";
import type { CallContent } from "../../wire/content.ts";
import { asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import { pythonLiteral } from "./python-literal.ts";

/** Who speaks in a message. */
export type Voice = "system" | "user" | "assistant" | "tool";

/** One message, whatever wrote it down. */
export interface SpokenMessage {
  readonly role: Voice;
  readonly text: string;
  readonly calls: readonly CallContent[];
  /** Of each result of a tool whether it is an error; undefined where that is not said. */
  readonly results: readonly (boolean | undefined)[];
}

/** Where a list of messages stands in what holds one. */
const LISTS = ["messages", "contents", "input", "output", "choices", "candidates", "prompt", "content"] as const;
/** What holds one message. */
const HOLDERS = ["message", "delta", "data"] as const;
const MOST_DEPTH = 8;
/** Characters that are read as Python writes them: it takes longer than JSON. */
const MOST_LITERAL = 256 * 1024;

/**
 * The messages in a value: a text, a message, a list of either, or what holds them, as providers, frameworks and
 * tracers write them down. What says nothing and calls nothing is left out.
 *
 * @param role who speaks where it is not said.
 */
export function readMessages(value: unknown, role: Voice): readonly SpokenMessage[] {
  return read(value, role, 0).filter(
    ({ text, calls, results }) => text !== "" || calls.length > 0 || results.length > 0,
  );
}

/** A text that holds JSON, or what Python writes, is what it holds. */
export function unwritten(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  const found = parsed(value) ?? (value.length <= MOST_LITERAL ? pythonLiteral(value) : undefined);
  return typeof found === "object" && found !== null ? found : value;
}

function read(given: unknown, role: Voice, depth: number): readonly SpokenMessage[] {
  const value = depth < 3 ? unwritten(given) : given;
  if (depth > MOST_DEPTH) return [];
  if (typeof value === "string") return [{ role, text: value, calls: [], results: [] }];
  if (Array.isArray(value)) return ofList(value, role, depth);
  const object = asObject(value);
  if (object === undefined) return [];
  if (isMessage(object)) return [ofMessage(object, role)];
  for (const key of HOLDERS) {
    const inside = asObject(object[key]);
    if (inside !== undefined) return read({ role: object.role, ...inside }, role, depth + 1);
  }
  const list = LISTS.find((key) => object[key] !== undefined && object[key] !== null);
  if (list !== undefined) {
    const system = object.system === undefined ? [] : read(object.system, "system", depth + 1);
    return [...system, ...read(object[list], role, depth + 1)];
  }
  return isPart(object) ? [ofParts([object], role)] : [];
}

/** A list is of messages, or the parts of one. */
function ofList(values: readonly unknown[], role: Voice, depth: number): readonly SpokenMessage[] {
  const objects = objectsOf(values);
  if (objects.length > 0 && objects.every((one) => isPart(one) && !isMessage(one))) return [ofParts(objects, role)];
  return values.flatMap((one) => read(one, role, depth + 1));
}

function isMessage(object: JsonObject): boolean {
  const role = object.role ?? ROLES[asText(object.type) ?? ""];
  const named = typeof role === "string" && asObject(object.message) === undefined;
  return named && ["content", "parts", "tool_calls", "toolCalls", "function_call", "text"].some((key) => key in object);
}

const PARTS: ReadonlySet<unknown> = new Set([
  "text",
  "output_text",
  "input_text",
  "tool_use",
  "tool_result",
  "tool_call",
  "tool-call",
  "tool-result",
  "tool_call_response",
  "function_call",
  "function_call_output",
  "thinking",
  "reasoning",
  "refusal",
  "function",
]);

function isPart(object: JsonObject): boolean {
  if (PARTS.has(object.type)) return true;
  return (
    ["functionCall", "function_call", "functionResponse", "function_response", "toolName"].some(
      (key) => object[key] !== undefined,
    ) ||
    (typeof object.text === "string" && object.role === undefined)
  );
}

/** LangChain names kinds of messages in place of roles. */
const ROLES: Readonly<Record<string, Voice>> = {
  human: "user",
  ai: "assistant",
  AIMessage: "assistant",
  HumanMessage: "user",
  SystemMessage: "system",
  ToolMessage: "tool",
  AIMessageChunk: "assistant",
};

function roleOf(object: JsonObject, usual: Voice): Voice {
  switch (object.role ?? object.type) {
    case "assistant":
    case "model":
    case "ai":
    case "AIMessage":
    case "AIMessageChunk":
      return "assistant";
    case "user":
    case "human":
    case "HumanMessage":
      return "user";
    case "tool":
    case "function":
    case "ToolMessage":
      return "tool";
    case "system":
    case "developer":
    case "SystemMessage":
      return "system";
    default:
      return usual;
  }
}

function ofMessage(object: JsonObject, usual: Voice): SpokenMessage {
  const role = roleOf(object, usual);
  const content = unwritten(object.content ?? object.parts ?? object.text);
  const inside = partsIn(content);
  const calls = [
    ...objectsOf(unwritten(object.tool_calls ?? object.toolCalls)),
    ...[asObject(object.function_call)].filter((one) => one !== undefined),
  ].map(callOf);
  const called = calls.length > 0 ? calls : inside.calls;
  const returns = role === "tool" && inside.results.length === 0 && called.length === 0;
  return {
    // Some write the calls of a model down as messages of its tools.
    role: role === "tool" && called.length > 0 ? "assistant" : role,
    // What a tool returns is nothing that anybody says.
    text: role === "tool" ? "" : inside.text,
    calls: called,
    results: returns ? [failedOf(object)] : inside.results,
  };
}

function ofParts(parts: readonly JsonObject[], role: Voice): SpokenMessage {
  return { role, ...partsIn(parts) };
}

function partsIn(content: unknown): Omit<SpokenMessage, "role"> {
  if (typeof content === "string") return { text: content, calls: [], results: [] };
  let text = "";
  const calls: CallContent[] = [];
  const results: (boolean | undefined)[] = [];
  const items: readonly unknown[] = Array.isArray(content) ? content : [content];
  for (const item of items) {
    const part = asObject(item);
    if (part === undefined) {
      if (typeof item === "string") text += item;
      continue;
    }
    const call = asObject(part.functionCall) ?? asObject(part.function_call);
    if (call !== undefined) calls.push(callOf(call));
    else if (part.functionResponse !== undefined || part.function_response !== undefined) results.push(undefined);
    else if (/result|response|_output$/.test(asText(part.type) ?? "")) results.push(failedOf(part));
    else if (isCallPart(part)) calls.push(callOf(part));
    else if (part.type !== "thinking" && part.type !== "reasoning" && part.thought !== true)
      text += asText(part.text) ?? asText(part.content) ?? asText(part.refusal) ?? "";
  }
  return { text, calls, results };
}

function isCallPart({ type, toolName, function: called }: JsonObject): boolean {
  return /^(?:tool_use|tool_call|tool-call|function_call|function)$/.test(asText(type) ?? "")
    ? true
    : typeof toolName === "string" || asObject(called) !== undefined;
}

function callOf(part: JsonObject): CallContent {
  const called = asObject(part.function) ?? part;
  const given = called.arguments ?? called.input ?? called.args ?? part.arguments ?? part.input ?? part.args;
  return { name: asText(called.name) ?? asText(part.toolName) ?? "", arguments: argumentsText(given) };
}

/** Whether a result says that it is an error. */
function failedOf(part: JsonObject): boolean | undefined {
  const said = part.is_error ?? part.isError ?? part.tool_call_error;
  if (typeof said === "boolean") return said;
  if (part.status === "error" || asText(asObject(part.output)?.type)?.startsWith("error") === true) return true;
  return part.status === "success" ? false : undefined;
}
