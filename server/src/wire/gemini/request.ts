import { sha256Short } from "../../core/digest.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader, PathFacts } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, SystemSection, ToolFact } from "../facts.ts";
import { withMarks } from "../message-marks.ts";
import { type FieldReader, objectIn, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import { kindAt, scanObject, type ScannedBody } from "../json/scan.ts";
import { skeletonText } from "../json/skeleton.ts";
import { asList, asText, present } from "../json/value.ts";
import { listSpan, messageSpans, RequestMembers, wrongType } from "../request-members.ts";
import { NO_TOOL_FIELDS, toolFields } from "../tool-digests.ts";
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
  const messages = messageSpans(body, "contents").map((span, index) =>
    recallField(CONTENT, body, span, memo, "contents", index),
  );
  return present<RequestFacts>({
    format: "gemini",
    fields: present<FieldValues>({
      model: path.model,
      weights: undefined,
      effort: generation.effort,
      thinking: generation.thinking,
      max_tokens: generation.maxTokens,
      temperature: generation.temperature,
      ...(offered === undefined ? NO_TOOL_FIELDS : toolFields(tools)),
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
    continues: undefined,
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

const CONTENT: FieldReader<MessageFacts> = {
  kind: "gemini:content",
  read: (parsed, field, raw, conceal) => withMarks(readMessage(objectIn(parsed, field), raw.length, conceal), raw),
  weigh: ({ skeleton }) => 600 + 2 * skeleton.length,
};

/** `null` is no system prompt. */
const PROMPT: FieldReader<{ readonly system?: ReadSystem }> = {
  kind: "gemini:system",
  read: (parsed, field, raw, conceal) => {
    if (parsed === null) return {};
    if (typeof parsed !== "object" && typeof parsed !== "string") throw wrongType(field, "an object", parsed);
    const parts = Array.isArray(parsed) ? asList(parsed).flatMap(partsOf) : partsOf(parsed);
    const sections = parts.flatMap(({ text }) => (typeof text === "string" ? [{ text }] : []));
    return { system: { sections, skeleton: skeletonText(parsed, conceal), bytes: sha256Short(raw) } };
  },
  weigh: ({ system }, raw) => 600 + 2 * (system?.skeleton.length ?? 0) + 2 * raw.length,
};

const TOOLS: FieldReader<ReadTools> = {
  kind: "gemini:tools",
  read: (parsed, _field, raw, conceal) => {
    const offered = offeredTools(parsed, conceal);
    return {
      tools: offered.map(({ fact }) => fact),
      skeleton: `[${offered.map(({ skeleton }) => skeleton).join(",")}]`,
      bytes: sha256Short(raw),
    };
  },
  weigh: ({ skeleton, tools }) => 1_000 + 2 * skeleton.length + 200 * tools.length,
};

function readSystem(body: ScannedBody, memo: ElementMemo): ReadSystem | undefined {
  const key = SYSTEM.find((name) => body.members.has(name));
  const span = key === undefined ? undefined : body.members.get(key);
  if (key === undefined || span === undefined) return undefined;
  return recallField(PROMPT, body, span, memo, key).system;
}

function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  // Google takes one tool for a list of one.
  const one = body.members.get("tools");
  const span = one !== undefined && kindAt(body.bytes, one) === "object" ? one : listSpan(body, "tools");
  return span === undefined ? undefined : recallField(TOOLS, body, span, memo, "tools");
}
