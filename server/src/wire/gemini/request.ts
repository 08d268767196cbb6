import { sha256Short } from "../../core/digest.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader, PathFacts } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, SystemSection, ToolFact } from "../facts.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import { scanObject, kindAt, type ScannedBody, type Span } from "../json/scan.ts";
import { skeletonText } from "../json/skeleton.ts";
import { asList, asObject, asText, present } from "../json/value.ts";
import { listSpan, messageSpans, parseField, reading, RequestMembers, wrongType } from "../request-members.ts";
import { toolOrderDigest, toolsDigest } from "../tool-digests.ts";
import { offeredTools } from "./declarations.ts";
import { readMessage } from "./message.ts";
import { partsOf } from "./parts.ts";
import { bareModel } from "./path.ts";
import { generationOf, toolChoiceOf } from "./request-fields.ts";
import { saidInBoth } from "./spelling.ts";

const SYSTEM = ["systemInstruction", "system_instruction"] as const;
const APART: ReadonlySet<string> = new Set(["contents", "tools", ...SYSTEM]);

interface ReadSystem {
  readonly sections: readonly SystemSection[];
  readonly skeleton: string;
  readonly bytes: string;
}

interface ReadTools {
  readonly tools: readonly ToolFact[];
  readonly skeleton: string;
  readonly bytes: string;
}

/**
 * Reads a request of generateContent, whose model and whether it streams stand in its path.
 *
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function readRequest(
  body: ScannedBody,
  headers: HeaderReader,
  memo: ElementMemo,
  path: PathFacts = {},
): RequestFacts {
  const members = new RequestMembers(body, memo, APART);
  const generation = generationOf(members);
  const system = readSystem(body, memo);
  const offered = readTools(body, memo);
  const tools = offered?.tools ?? [];
  const messages = messageSpans(body, "contents").map((span, index) => recallMessage(body.bytes, span, index, memo));
  return present<RequestFacts>({
    format: "gemini",
    fields: present<FieldValues>({
      model: path.model,
      weights: undefined,
      effort: generation.effort,
      thinking: generation.thinking,
      max_tokens: generation.maxTokens,
      temperature: generation.temperature,
      tools_digest: offered === undefined ? undefined : toolsDigest(tools),
      tool_order_digest: offered === undefined ? undefined : toolOrderDigest(tools.map(({ name }) => name)),
      cache_ttl: undefined,
      context_edits: undefined,
      response_format: generation.responseFormat,
      betas: undefined,
    }),
    stream: path.stream === true,
    system: system?.sections ?? [],
    tools,
    messages,
    systemText: (system?.sections ?? []).map(({ text }) => text).join("\n\n"),
    hints: readHints(headers),
    toolChoice: toolChoiceOf(members),
    serviceTier: asText(members.any("serviceTier")) ?? asText(members.any("service_tier")),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice ?? saidInTwoWays(body) ?? otherModel(members, path),
    systemSkeleton: system?.skeleton ?? "null",
    toolsSkeleton: offered?.skeleton ?? "null",
    prefixBytes: sha256Short(`${system?.bytes ?? ""}\u0000${offered?.bytes ?? ""}`),
  });
}

/** Both spellings of one key, at the places whose values are compared. */
function saidInTwoWays(body: ScannedBody): string | undefined {
  const top = saidInBoth(body.members.keys());
  if (top !== undefined) return top;
  const config = body.members.get("generationConfig") ?? body.members.get("generation_config");
  if (config === undefined || kindAt(body.bytes, config) !== "object") return undefined;
  const inside = scanObject(body.bytes, config);
  const thinking = inside.find(({ key }) => key === "thinkingConfig" || key === "thinking_config");
  const deeper =
    thinking !== undefined && kindAt(body.bytes, thinking) === "object" ? scanObject(body.bytes, thinking) : [];
  return saidInBoth(inside.map(({ key }) => key)) ?? saidInBoth(deeper.map(({ key }) => key));
}

/** The path names the model; a body that names another one says two things. */
function otherModel(members: RequestMembers, { model }: PathFacts): string | undefined {
  const named = asText(members.any("model"));
  return named === undefined || model === undefined || bareModel(named) === model ? undefined : "model";
}

function recallMessage(bytes: Uint8Array, span: Span, index: number, memo: ElementMemo): MessageFacts {
  const raw = bytes.subarray(span.start, span.end);
  return memo.recall("gemini:content", raw, () => {
    const field = `contents[${index}]`;
    const parsed = parseField(bytes, span, field);
    const content = asObject(parsed);
    if (content === undefined) throw wrongType(field, "an object", parsed);
    const value = reading(field, () => readMessage(content, raw.length, memo.conceal));
    return { value, weight: 600 + 2 * value.skeleton.length };
  });
}

function readSystem(body: ScannedBody, memo: ElementMemo): ReadSystem | undefined {
  const key = SYSTEM.find((name) => body.members.has(name));
  const span = key === undefined ? undefined : body.members.get(key);
  if (key === undefined || span === undefined) return undefined;
  const kind = kindAt(body.bytes, span);
  if (kind === "literal") {
    const value = parseField(body.bytes, span, key);
    if (value === null) return undefined;
    throw wrongType(key, "an object", value);
  }
  const raw = body.bytes.subarray(span.start, span.end);
  return memo.recall("gemini:system", raw, () => {
    const parsed = parseField(body.bytes, span, key);
    const value = reading(key, (): ReadSystem => {
      const parts = Array.isArray(parsed) ? asList(parsed).flatMap(partsOf) : partsOf(parsed);
      return {
        sections: parts.flatMap(({ text }) => (typeof text === "string" ? [{ text }] : [])),
        skeleton: skeletonText(parsed, memo.conceal),
        bytes: sha256Short(raw),
      };
    });
    return { value, weight: 600 + 2 * value.skeleton.length + 2 * raw.length };
  });
}

function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, "tools");
  if (span === undefined) return undefined;
  const raw = body.bytes.subarray(span.start, span.end);
  return memo.recall("gemini:tools", raw, () => {
    const parsed = parseField(body.bytes, span, "tools");
    const value = reading("tools", (): ReadTools => {
      const offered = offeredTools(parsed, memo.conceal);
      return {
        tools: offered.map(({ fact }) => fact),
        skeleton: `[${offered.map(({ skeleton }) => skeleton).join(",")}]`,
        bytes: sha256Short(raw),
      };
    });
    return { value, weight: 1_000 + 2 * value.skeleton.length + 200 * value.tools.length };
  });
}
