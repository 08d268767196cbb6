import { gunzipSync } from "node:zlib";
import { parse as parseYaml } from "yaml";
import { framesOfLines } from "../../wire/bedrock/event-lines.ts";
import { FrameBounds } from "../../wire/event-stream/frame-bounds.ts";
import { asList, asNumber, asObject, asText, type JsonObject, objectsOf, parsed } from "../../wire/json/value.ts";
import type { LabAnswer } from "./answer.ts";
import { LabError } from "./lab-error.ts";

/** Where recorded answers lie. */
export interface Recordings {
  /**
   * The bytes of a file.
   *
   * @param path relative, already known to hold no tricks.
   * @returns undefined where there is none.
   */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** What a file of recordings holds: one answer, of a cassette several. */
type Recorded = Pick<LabAnswer, "status" | "headers" | "body">;

/** Files whose answers are kept parsed. */
const KEPT = 64;

const encoder = new TextEncoder();
/** Segments that are names: not empty, not `.` or `..`, nothing that anything could decode or take for a root. */
const SAFE_PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\%:\p{Cc}]+(?:\/[^/\\%:\p{Cc}]+)*$/u;
const KNOWN_FILE = /\.(?:chunks\.txt|jsonl?|ya?ml)$/;

/** Plays recorded answers back. */
export class Replays {
  readonly #recordings: Recordings | undefined;
  readonly #kept = new Map<string, readonly (Recorded | undefined)[]>();

  constructor(recordings: Recordings | undefined) {
    this.#recordings = recordings;
  }

  /**
   * The answer that `relative/path` or `relative/path#index` names.
   *
   * @throws {LabError} 400 for a path that is none, 404 for one that leads nowhere.
   */
  async play(name: string): Promise<LabAnswer> {
    const [, path = "", index = "0"] = /^([^#]*)(?:#(\d+))?$/.exec(name) ?? [];
    if (!SAFE_PATH.test(path) || !KNOWN_FILE.test(path)) {
      throw new LabError(
        400,
        `x-lab-replay: "${name}" is no relative path of a recording (*.chunks.txt, *.json, *.jsonl, *.yaml)`,
      );
    }
    const recorded = (await this.#read(path))?.[Number(index)];
    if (recorded === undefined) throw new LabError(404, `x-lab-replay: there is no recording "${name}"`);
    return recorded;
  }

  async #read(path: string): Promise<readonly (Recorded | undefined)[] | undefined> {
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const bytes = await this.#recordings?.read(path);
    if (bytes === undefined) return undefined;
    const recorded = recordedIn(path, bytes);
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(path, recorded);
    return recorded;
  }
}

function recordedIn(path: string, bytes: Uint8Array): readonly (Recorded | undefined)[] {
  if (path.endsWith(".json")) return [{ status: 200, headers: JSON_TYPE, body: { kind: "whole", bytes } }];
  const text = new TextDecoder().decode(bytes);
  if (path.endsWith(".jsonl")) return fromLines(text);
  return path.endsWith(".chunks.txt") ? [fromChunks(text)] : fromCassette(text);
}

const JSON_TYPE = { "content-type": "application/json" };
const FRAMES_TYPE = { "content-type": "application/vnd.amazon.eventstream" };
const SSE_TYPE = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };

/** One event a line, from which the framing of the format was taken; it is put back. */
function fromChunks(text: string): Recorded {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const first = asObject(parsed(lines[0] ?? ""));
  const frames = framesOfLines(lines);
  if (frames !== undefined) return { status: 200, headers: FRAMES_TYPE, body: { kind: "events", events: frames } };
  const named = asText(first?.type) !== undefined;
  // Google ends its lines as HTTP does.
  const end = first?.modelVersion === undefined ? "\n\n" : "\r\n\r\n";
  const events = lines.map((line) => {
    const type = named ? asText(asObject(parsed(line))?.type) : undefined;
    return `${type === undefined ? "" : `event: ${type}\n`}data: ${line}${end}`;
  });
  const done = first?.object === "chat.completion.chunk" && lines.at(-1)?.trim() !== "[DONE]";
  return {
    status: 200,
    headers: SSE_TYPE,
    body: { kind: "events", events: done ? [...events, "data: [DONE]\n\n"] : events },
  };
}

/** An answer a line, as `bellwether test --replay` hands them over; a line that is none is a gap. */
function fromLines(text: string): readonly (Recorded | undefined)[] {
  return text.split("\n").map((line) => {
    const written = asObject(parsed(line));
    const said = asText(written?.answer);
    const bytes = said === undefined ? asText(written?.answer_base64) : encoder.encode(said);
    if (written === undefined || bytes === undefined) return undefined;
    const type = asText(written.type) ?? "";
    const raw = typeof bytes === "string" ? new Uint8Array(Buffer.from(bytes, "base64")) : bytes;
    return { status: asNumber(written.status) ?? 200, ...playedBack(raw, type) };
  });
}

/** Bytes as they are put on the wire: streams event by event. */
function playedBack(bytes: Uint8Array, type: string): Pick<Recorded, "headers" | "body"> {
  const events = type.includes(FRAMES_TYPE["content-type"])
    ? framesIn(bytes)
    : type.includes("text/event-stream")
      ? eventsOf(new TextDecoder().decode(bytes))
      : undefined;
  return {
    headers: type === "" ? JSON_TYPE : { "content-type": type },
    body: events === undefined ? { kind: "whole", bytes } : { kind: "events", events },
  };
}

/** A cassette of VCR; an interaction without a readable answer is a gap, so that indices stay. */
function fromCassette(text: string): readonly (Recorded | undefined)[] {
  const root = asObject(parseYaml(text, { version: "1.1", logLevel: "silent" }));
  return objectsOf(root?.interactions).map((interaction) => {
    const response = asObject(interaction.response);
    const bytes = response === undefined ? undefined : bytesOf(response);
    if (response === undefined || bytes === undefined) return undefined;
    const type = headerOf(response, "content-type");
    const status = asNumber(asObject(response.status)?.code) ?? 200;
    return { status, ...playedBack(bytes, type) };
  });
}

/** A stream of frames cut behind each of them; the pieces put together are the stream. */
function framesIn(stream: Uint8Array): readonly Uint8Array[] {
  const ends = [0, ...new FrameBounds().push(stream), stream.length];
  return ends
    .slice(1)
    .map((end, index) => stream.subarray(ends[index], end))
    .filter((frame) => frame.length > 0);
}

/** A stream cut behind each empty line; the pieces put together are the stream. */
function eventsOf(stream: string): readonly string[] {
  return stream.match(/[^]*?(?:\r\n\r\n|\n\n|\r\r|$)/g)?.filter((event) => event !== "") ?? [];
}

function bytesOf(response: JsonObject): Uint8Array | undefined {
  if (response.parsed_body !== undefined) return encoder.encode(JSON.stringify(response.parsed_body));
  const content: unknown = asObject(response.body)?.string;
  if (typeof content === "string") return encoder.encode(content);
  if (!(content instanceof Uint8Array)) return undefined;
  return content[0] === 0x1f && content[1] === 0x8b ? gunzipSync(content) : content;
}

function headerOf(response: JsonObject, name: string): string {
  const headers = asObject(response.headers) ?? {};
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? "" : asList(headers[key]).join(", ");
}
