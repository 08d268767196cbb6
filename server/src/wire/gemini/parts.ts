import { sha256Short } from "../../core/digest.ts";
import { asList, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";
import { camel, either } from "./spelling.ts";

/** The parts of a content; a text alone is one part, a part alone is itself. */
export function partsOf(content: unknown): readonly JsonObject[] {
  if (typeof content === "string") return [{ text: content }];
  const object = asObject(content);
  if (object === undefined) return NONE;
  if (object.parts === undefined && typeof object.text === "string") return [object];
  return asObject(object.parts) === undefined ? objectsOf(object.parts) : [object.parts as JsonObject];
}

/** Whether a part is a thought, which is shown to nobody and never sent back. */
export function isThought(part: JsonObject): boolean {
  return part.thought === true;
}

/** What a part says to its reader. */
export function visibleText(part: JsonObject): string {
  return typeof part.text === "string" && !isThought(part) ? part.text : "";
}

/** The call that a part makes, if it makes one. */
export function callIn(part: JsonObject): JsonObject | undefined {
  return asObject(either(part, "functionCall"));
}

/** The result of a tool that a part brings, if it brings one. */
export function resultIn(part: JsonObject): JsonObject | undefined {
  return asObject(either(part, "functionResponse"));
}

/** The id of a call; most models give none, and the name is all that tells calls apart. */
export function callId(call: JsonObject): string | undefined {
  return asText(call.id) ?? asText(call.name);
}

/**
 * Digests (128 bits, hex) of reasoning, in order: of its signatures, and where nothing was signed
 * of the text of the thoughts.
 */
export class ReasoningCollector {
  #text = "";
  #signed: string[] | undefined;

  add(part: JsonObject): void {
    const signature = asText(either(part, "thoughtSignature"));
    if (signature !== undefined) (this.#signed ??= []).push(sha256Short(`signed\u0000${signature}`));
    if (isThought(part) && typeof part.text === "string") this.#text += part.text;
  }

  /** Whether any of it has a signature, by which it can be sent back. */
  get isSigned(): boolean {
    return this.#signed !== undefined;
  }

  digests(): readonly string[] {
    if (this.#signed !== undefined) return [...this.#signed];
    return this.#text === "" ? NONE : [sha256Short(`thinking\u0000${this.#text}`)];
  }
}

/**
 * A content as what it means: without thoughts and signatures, which clients drop or replace when
 * they resume, with texts that stand side by side joined as a stream's pieces are, in one spelling.
 */
export function canonicalContent(content: JsonObject): JsonObject {
  const { parts: _parts, ...rest } = content;
  const parts: JsonObject[] = [];
  for (const part of partsOf(content)) {
    const bare = canonicalPart(part);
    const last = parts.at(-1);
    if (bare === undefined) continue;
    if (last !== undefined && isOnlyText(last) && isOnlyText(bare)) {
      parts[parts.length - 1] = { text: `${String(last.text)}${String(bare.text)}` };
    } else parts.push(bare);
  }
  // Texts that are no list of parts are unknown here: they are kept, so that they differ.
  const odd = asList(content.parts).filter((part) => asObject(part) === undefined);
  return { ...rest, role: content.role ?? "user", parts: [...parts, ...odd] };
}

function canonicalPart(part: JsonObject): JsonObject | undefined {
  if (isThought(part)) return undefined;
  const bare: Record<string, unknown> = {};
  for (const key of Object.keys(part)) {
    const name = camel(key);
    if (part[key] === null || name === "thought" || name === "thoughtSignature") continue;
    bare[name] = name === "inlineData" || name === "fileData" ? inOneSpelling(part[key]) : part[key];
  }
  const keys = Object.keys(bare);
  return keys.length === 0 || (keys.length === 1 && bare.text === "") ? undefined : bare;
}

function isOnlyText(part: JsonObject): boolean {
  return typeof part.text === "string" && Object.keys(part).length === 1;
}

function inOneSpelling(value: unknown): unknown {
  const object = asObject(value);
  return object === undefined
    ? value
    : Object.fromEntries(Object.entries(object).map(([key, member]) => [camel(key), member]));
}

const NONE: readonly never[] = Object.freeze([]);
