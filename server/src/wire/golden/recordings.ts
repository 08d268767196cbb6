import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse as parseYaml } from "yaml";
import { framesOfLines } from "../bedrock/event-lines.ts";
import { joinPieces } from "../event-stream/frame-reader.ts";
import type { WireFormat } from "../facts.ts";
import { asList, asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";

/** One recorded answer of a provider. */
export interface Recording {
  /** Path inside the folder of recordings; of a cassette with `#` and the index of the interaction. */
  readonly name: string;
  readonly format: WireFormat;
  readonly streamed: boolean;
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** Where recorded traffic lies; it is no part of this repository. */
export function recordingsFolder(): string | undefined {
  const data = process.env.BELLWETHER_DATA_DIR ?? resolve(import.meta.dir, "../../../../../shared/data");
  const folder = join(data, "provider-streams");
  return existsSync(folder) ? folder : undefined;
}

/** Every recorded answer of a format that has a codec. */
export function recordingsIn(folder: string): readonly Recording[] {
  return filesIn(folder).flatMap((path) => recordingsOf(path, relative(folder, path)));
}

/** The paths of all files in a folder and in those inside it, sorted. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function recordingsOf(path: string, name: string): readonly Recording[] {
  if (name.endsWith(".yaml")) return cassette(readFileSync(path, "utf8"), name);
  if (name.endsWith(".chunks.txt")) return chunks(readFileSync(path, "utf8"), name);
  return name.endsWith(".json") ? body(readFileSync(path, "utf8"), name) : [];
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** One JSON event a line, from which the framing of the format was taken; it is put back. */
function chunks(text: string, name: string): readonly Recording[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const first = asObject(parsed(lines[0] ?? ""));
  if (first?.type === "message_start") {
    const events = lines.map((line) => `event: ${asText(asObject(parsed(line))?.type) ?? ""}\ndata: ${line}\n\n`);
    return [{ name, format: "anthropic-messages", streamed: true, status: 200, bytes: encode(events.join("")) }];
  }
  if (first?.type === "response.created") {
    const events = lines.map((line) => `event: ${asText(asObject(parsed(line))?.type) ?? ""}\ndata: ${line}\n\n`);
    return [{ name, format: "openai-responses", streamed: true, status: 200, bytes: encode(events.join("")) }];
  }
  if (first !== undefined && isGemini(first)) {
    const events = lines.map((line) => `data: ${line}\r\n\r\n`);
    return [{ name, format: "gemini", streamed: true, status: 200, bytes: encode(events.join("")) }];
  }
  const frames = framesOfLines(lines);
  if (frames !== undefined)
    return [{ name, format: "bedrock-converse", streamed: true, status: 200, bytes: joinPieces(frames) }];
  if (first?.object !== "chat.completion.chunk") return [];
  const events = [...lines, "[DONE]"].map((line) => `data: ${line}\n\n`);
  return [{ name, format: "openai-chat", streamed: true, status: 200, bytes: encode(events.join("")) }];
}

function body(text: string, name: string): readonly Recording[] {
  const root = asObject(parsed(text));
  const format = root === undefined ? undefined : formatOfBody(root);
  return format === undefined ? [] : [{ name, format, streamed: false, status: 200, bytes: encode(text) }];
}

function formatOfBody(root: JsonObject): WireFormat | undefined {
  if (root.type === "message" && Array.isArray(root.content)) return "anthropic-messages";
  if (root.object === "response" && Array.isArray(root.output)) return "openai-responses";
  if (isGemini(root)) return "gemini";
  if (asObject(asObject(root.output)?.message) !== undefined && root.stopReason !== undefined)
    return "bedrock-converse";
  return objectsOf(root.choices).some((choice) => asObject(choice.message) !== undefined) ? "openai-chat" : undefined;
}

/** Whatever one of its models said, or why it would not hear the prompt. */
function isGemini(root: JsonObject): boolean {
  return root.modelVersion !== undefined && (Array.isArray(root.candidates) || root.promptFeedback !== undefined);
}

const GEMINI = /\/models\/[^/]+:(?:g|streamG)enerateContent(?:\?.*)?$/;
const CONVERSE = /\/model\/[^/]+\/(?:converse(?:-stream)?|count-tokens)$/;
const ANTHROPIC = /^https?:\/\/[^/]+\/(?:[^?]*\/)?v1\/messages(?:\/count_tokens)?(?:\?.*)?$/;
/** Beside messages, these formats count what their tokens would be. */
export const COUNTS_TOKENS = /\/count[_-]tokens/;
const OPENAI = /\/chat\/completions(?:\?.*)?$/;
/** Making one, or looking again at one that is made in the background: both answer with a response. */
const RESPONSES = /\/responses(?:\/resp_\w+)?(?:\?.*)?$/;

/** An exchange that a cassette recorded. */
export interface Interaction {
  /** Its index in the cassette. */
  readonly index: number;
  readonly uri: string;
  readonly format: WireFormat;
  readonly request: JsonObject;
  readonly response: JsonObject | undefined;
}

/** The exchanges of a cassette of VCR that are of a format that has a codec. */
export function interactionsOf(text: string): readonly Interaction[] {
  if (
    !["/messages", "/chat/completions", "/responses", "enerateContent", "/converse", "/count-tokens"].some((mark) =>
      text.includes(mark),
    )
  )
    return [];
  const root = asObject(parseYaml(text, { version: "1.1", logLevel: "silent" }));
  return objectsOf(root?.interactions).flatMap(({ request, response }, index) => {
    const asked = asObject(request) ?? {};
    const uri = asText(asked.uri) ?? "";
    const format = formatOfAddress(uri);
    return format === undefined ? [] : [{ index, uri, format, request: asked, response: asObject(response) }];
  });
}

/** The answers of a cassette: as text, as bytes, or as YAML. */
function cassette(text: string, name: string): readonly Recording[] {
  return interactionsOf(text).flatMap(({ index, uri, format, response }) => {
    if (response === undefined) return [];
    const bytes = bytesOf(response);
    if (bytes === undefined) return [];
    const streamed = /text\/event-stream|vnd\.amazon\.eventstream/.test(header(response, "content-type"));
    const status = Number(asObject(response.status)?.code ?? 200);
    // What counting tokens answers is no message; its errors are those of the format.
    if (status < 400 && COUNTS_TOKENS.test(uri)) return [];
    return [{ name: `${name}#${index}`, format, streamed, status, bytes }];
  });
}

function formatOfAddress(uri: string): WireFormat | undefined {
  if (ANTHROPIC.test(uri)) return "anthropic-messages";
  if (GEMINI.test(uri)) return "gemini";
  if (CONVERSE.test(uri)) return "bedrock-converse";
  if (OPENAI.test(uri)) return "openai-chat";
  return RESPONSES.test(uri) ? "openai-responses" : undefined;
}

/** The body of a request or a response, which stands there by itself or inside an object. */
export function bytesOf(half: JsonObject): Uint8Array | undefined {
  if (half.parsed_body !== undefined) return encode(JSON.stringify(half.parsed_body));
  const content: unknown = asObject(half.body)?.string ?? half.body;
  if (typeof content === "string") return encode(content);
  if (!(content instanceof Uint8Array)) return undefined;
  return content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content;
}

function header(response: JsonObject, name: string): string {
  const headers = asObject(response.headers) ?? {};
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? "" : asList(headers[key]).join(", ");
}
