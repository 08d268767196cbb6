import { asObject, asText, type JsonObject, objectsOf } from "../../wire/json/value.ts";
import type { SaidExchange } from "./declared-exchange.ts";
import { first, NAMES } from "./genai-names.ts";
import type { Span } from "./span.ts";
import { readMessages, type SpokenMessage, unwritten, type Voice } from "./messages.ts";

/** What stands behind the last answer of a history, or all of it where there is none. */
export function broughtIn(messages: readonly SpokenMessage[]): NonNullable<SaidExchange["brought"]> {
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  return messages
    .slice(last + 1)
    .filter(({ role }) => role === "user" || role === "tool")
    .map(({ text, results }) => ({ said: text, results: results.map((failed) => failed ?? null) }));
}

/** The messages that a span's request had, where it tells content. */
export function messagesIn(span: Span): readonly SpokenMessage[] {
  return (
    nonEmpty(flattened(span.attributes, "llm.input_messages", "user")) ??
    nonEmpty(flattened(span.attributes, "gen_ai.prompt", "user")) ??
    nonEmpty(
      ofEvents(span, [
        "gen_ai.system.message",
        "gen_ai.user.message",
        "gen_ai.assistant.message",
        "gen_ai.tool.message",
      ]),
    ) ??
    readMessages(first(span.attributes, NAMES.inputMessages), "user")
  );
}

/** The messages of a span's answer, where it tells content. */
export function messagesOut(span: Span): readonly SpokenMessage[] {
  const { attributes } = span;
  return (
    nonEmpty(flattened(attributes, "llm.output_messages", "assistant")) ??
    nonEmpty(flattened(attributes, "gen_ai.completion", "assistant")) ??
    nonEmpty(readMessages(first(attributes, NAMES.outputMessages), "assistant")) ??
    nonEmpty(ofVercel(attributes)) ??
    ofEvents(span, ["gen_ai.choice"])
  );
}

function ofVercel(attributes: JsonObject): readonly SpokenMessage[] {
  const text = asText(attributes["ai.response.text"]) ?? asText(attributes["ai.response.object"]) ?? "";
  const calls = readMessages(attributes["ai.response.toolCalls"], "assistant").flatMap((one) => one.calls);
  return text === "" && calls.length === 0 ? [] : [{ role: "assistant", text, calls, results: [] }];
}

/** Messages that tracers wrote as events: beside each other, or all in one attribute. */
function ofEvents(span: Span, names: readonly string[]): readonly SpokenMessage[] {
  const said = span.events
    .filter(({ name }) => names.includes(name))
    .map(({ name, attributes }) => ({ name, attributes }));
  const listed = objectsOf(unwritten(span.attributes["events"])).flatMap((one) => {
    const name = asText(one["event.name"]) ?? "";
    return names.includes(name) ? [{ name, attributes: one }] : [];
  });
  return [...said, ...listed].flatMap(({ name, attributes }) => {
    const role = name === "gen_ai.choice" ? "assistant" : (/^gen_ai\.(\w+)\.message$/.exec(name)?.[1] as Voice);
    const message = asObject(unwritten(attributes["message"])) ?? attributes;
    return readMessages({ role, ...message }, role);
  });
}

/** `llm.input_messages.0.message.content` and its kin: a list whose members are attributes of their own. */
function flattened(attributes: JsonObject, prefix: string, role: Voice): readonly SpokenMessage[] {
  const root: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (!key.startsWith(`${prefix}.`)) continue;
    setAt(root, key.slice(prefix.length + 1).split("."), value);
  }
  return Object.keys(root)
    .filter((key) => /^\d+$/.test(key))
    .sort((a, b) => Number(a) - Number(b))
    .flatMap((key) => readMessages(unflattened(root[key]), role));
}

function setAt(root: Record<string, unknown>, path: readonly string[], value: unknown): void {
  // Attributes come from anywhere: none may reach what all objects share.
  if (path.includes("__proto__")) return;
  let inside = root;
  for (const key of path.slice(0, -1)) {
    const next = inside[key];
    inside = (typeof next === "object" && next !== null ? next : (inside[key] = {})) as Record<string, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) inside[last] = value;
}

/** The same as a message: lists where the keys are numbers, and names as providers have them. */
function unflattened(value: unknown): unknown {
  const object = asObject(value);
  if (object === undefined) return value;
  const inner = asObject(object.message) ?? object;
  const calls = itemsIn(inner.tool_calls).map((one) => {
    const call = asObject(asObject(one)?.tool_call) ?? asObject(one) ?? {};
    const called = asObject(call.function) ?? call;
    return { function: { name: called.name, arguments: called.arguments } };
  });
  const parts = itemsIn(inner.contents).map((one) => {
    const part = asObject(asObject(one)?.message_content) ?? asObject(one) ?? {};
    return { type: "text", text: part.text };
  });
  return {
    role: inner.role,
    content: inner.content ?? (parts.length > 0 ? parts : undefined),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}

function itemsIn(value: unknown): readonly unknown[] {
  const object = asObject(value);
  if (object === undefined) return Array.isArray(value) ? value : [];
  return Object.keys(object)
    .filter((key) => /^\d+$/.test(key))
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => object[key]);
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
