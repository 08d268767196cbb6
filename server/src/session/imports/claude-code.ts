import { argumentsText } from "../../wire/arguments-text.ts";
import { usageOf } from "../../wire/anthropic/usage.ts";
import { blocksOf, isSpoken, textOf } from "../../wire/anthropic/message.ts";
import { asObject, asText, type JsonObject, parsed } from "../../wire/json/value.ts";
import type { Imported, SessionFile, SessionFormat } from "./imported.ts";
import { nameIn, timeIn } from "../declared/plain-values.ts";
import { objectLines } from "./lines.ts";
import { type Speaker, Teller, type Telling, type Told } from "./teller.ts";

/** The session files of Claude Code (`~/.claude/projects/…/*.jsonl`), and those of its web version (`loglines`). */
export const claudeCode: SessionFormat = { id: "claude-code", claims, read };

/** What its own commands leave in a session: nobody said it to the model. */
const OF_COMMANDS = /^\s*(?:<(?:command-|local-command-|bash-)|Caveat: The messages below)/;

function claims(values: readonly unknown[]): boolean {
  return values.some((value) => {
    const { type, message, sessionId, uuid, loglines } = asObject(value) ?? {};
    if (Array.isArray(loglines)) return true;
    const content = asObject(message)?.content;
    const spoken = type === "user" || type === "assistant";
    return spoken && content !== undefined && (typeof sessionId === "string" || typeof uuid === "string");
  });
}

function read({ text, name }: SessionFile): Imported {
  const { lines, problems } = linesIn(text);
  const teller = new Teller();
  const answers = new Map<string, { readonly told: Told; readonly seen: Set<string> }>();
  for (const { value, line } of lines) {
    const message = asObject(value.message);
    const speaker = speakerOf(value, name);
    const kind = asText(value.type) ?? "unknown";
    if (kind === "system" && value.subtype === "compact_boundary") teller.compacts(speaker);
    else if (kind === "user" && message !== undefined) bring(teller, speaker, value, message);
    else if (kind === "assistant" && message !== undefined) answer(teller, speaker, value, message, line, answers);
    else teller.passes(kind === "system" ? `system/${asText(value.subtype) ?? ""}` : kind);
  }
  return { exchanges: teller.exchanges, passedOver: teller.passedOver, problems, untimed: false, rewards: [] };
}

/** The web version exports one object with its lines in it. */
function linesIn(text: string): ReturnType<typeof objectLines> {
  if (!/^\s*\{\s*"loglines"/.test(text)) return objectLines(text);
  const loglines = asObject(parsed(text))?.loglines;
  if (!Array.isArray(loglines)) return objectLines(text);
  return {
    lines: loglines.flatMap((value, index) => {
      const object = asObject(value);
      return object === undefined ? [] : [{ line: index + 1, value: object }];
    }),
    problems: [],
  };
}

function speakerOf(line: JsonObject, file: string): Speaker {
  const session = nameIn(line.sessionId, 512) ?? file;
  const agent = nameIn(line.agentId, 256);
  return agent === undefined ? { session } : { session, agent };
}

function bring(teller: Teller, speaker: Speaker, line: JsonObject, message: JsonObject): void {
  const blocks = blocksOf(message.content);
  const results = blocks.filter(({ type }) => type === "tool_result");
  if (line.isCompactSummary === true) {
    teller.compacts(speaker);
    return;
  }
  const text = textOf(blocks.filter(isSpoken));
  const said = line.isMeta === true || OF_COMMANDS.test(text) ? "" : text;
  if (said.trim() === "" && results.length === 0) {
    teller.passes("user/not said");
    return;
  }
  teller.brings(
    speaker,
    { said, results: results.map(({ is_error: failed }) => failed === true) },
    timeIn(line.timestamp),
  );
}

/** Each block of an answer is a line of its own, and each of these repeats the answer's usage. */
function answer(
  teller: Teller,
  speaker: Speaker,
  line: JsonObject,
  message: JsonObject,
  number: number,
  answers: Map<string, { readonly told: Told; readonly seen: Set<string> }>,
): void {
  const at = timeIn(line.timestamp);
  if (at === undefined) {
    teller.passes("assistant without a time");
    return;
  }
  const failed = line.isApiErrorMessage === true;
  if (message.model === "<synthetic>" && !failed) {
    teller.passes("assistant/synthetic");
    return;
  }
  const uuid = asText(line.uuid) ?? `line ${number}`;
  const id = nameIn(message.id, 512) ?? `${speaker.session}/${uuid}`;
  const known = answers.get(id);
  if (known?.seen.has(uuid) === true) return;
  const told = known?.told ?? teller.answered(speaker, began(line, message, id, at, failed));
  if (known === undefined) answers.set(id, { told, seen: new Set([uuid]) });
  else known.seen.add(uuid);
  goesOn(told, line, message, at, failed);
}

function began(line: JsonObject, message: JsonObject, id: string, at: number, failed: boolean): Telling {
  return {
    id,
    source: "claude-code",
    at,
    ended_at: at,
    client: "claude-code",
    client_version: nameIn(line.version, 64),
    provider: "anthropic",
    model_served: failed ? undefined : nameIn(message.model, 256),
    effort: nameIn(line.effort, 32),
    response: nameIn(message.id, 512),
    request: nameIn(line.requestId, 512),
    ...(failed ? { outcome: "failed", error_code: nameIn(line.error, 128) ?? "api_error" } : {}),
  };
}

function goesOn(told: Told, line: JsonObject, message: JsonObject, at: number, failed: boolean): void {
  told.ended_at = Math.max(told.ended_at ?? at, at);
  const reason = nameIn(message.stop_reason, 128);
  if (reason !== undefined) told.finish_reason = reason;
  if (line.isAbortedMidStream === true) told.outcome = "cancelled";
  const usage = failed ? undefined : usageOf(asObject(message.usage));
  if (usage !== undefined)
    told.usage = {
      input: usage.input,
      output: usage.output,
      cache_read: usage.cacheRead,
      cache_write: usage.cacheWrite5m + usage.cacheWrite1h + usage.cacheWriteOther,
      cache_write_5m: usage.cacheWrite5m,
      cache_write_1h: usage.cacheWrite1h,
      ...(usage.reasoning === undefined ? {} : { reasoning: usage.reasoning }),
    };
  const tier = nameIn(asObject(message.usage)?.service_tier, 64);
  if (tier !== undefined) told.service_tier = tier;
  if (failed) return;
  const blocks = blocksOf(message.content);
  const before = told.answer ?? {};
  told.answer = {
    text: `${before.text ?? ""}${textOf(blocks)}`,
    calls: [
      ...(before.calls ?? []),
      ...blocks
        .filter(({ type }) => type === "tool_use")
        .map(({ name, input }) => ({ name: asText(name) ?? "", arguments: argumentsText(input) })),
    ],
  };
}
