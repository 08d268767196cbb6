import { sha256Short } from "../../core/digest.ts";
import { contextEditsOf } from "../anthropic/request-fields.ts";
import { longerTtl } from "../cache-ttl.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader, PathFacts } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, SystemSection, ToolFact } from "../facts.ts";
import { withMarks } from "../message-marks.ts";
import { type FieldReader, objectIn, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import type { ScannedBody } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asObject, asText, objectsOf, present } from "../json/value.ts";
import { messageSpans, RequestMembers, wrongType } from "../request-members.ts";
import { NO_TOOL_FIELDS, toolFields } from "../tool-digests.ts";
import { broughtText, cacheTtls } from "./blocks.ts";
import { type ReadMessage, readMessage } from "./message.ts";
import {
  betasIn,
  effortIn,
  numberIn,
  offeredTools,
  responseFormatOf,
  thinkingIn,
  toolChoiceOf,
} from "./request-fields.ts";

const APART: ReadonlySet<string> = new Set(["messages", "system", "toolConfig"]);

interface ReadSystem {
  readonly sections: readonly SystemSection[];
  readonly cacheTtl: string | undefined;
  readonly skeleton: string;
  readonly bytes: string;
}

interface ReadTools {
  readonly tools: readonly ToolFact[];
  readonly choice: string | undefined;
  readonly cacheTtl: string | undefined;
  readonly skeleton: string;
  readonly bytes: string;
}

/**
 * Reads a request of Converse, whose model and whether it streams stand in its path.
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
  const config = members.object("inferenceConfig");
  const fields = members.object("additionalModelRequestFields");
  const system = readSystem(body, memo);
  const offered = readTools(body, memo);
  const tools = offered?.tools ?? [];
  let ttl = longerTtl(system?.cacheTtl, offered?.cacheTtl);
  const messages: MessageFacts[] = [];
  for (const [index, span] of messageSpans(body).entries()) {
    const message = recallField(MESSAGE, body, span, memo, "messages", index);
    messages.push(message.facts);
    ttl = longerTtl(ttl, message.cacheTtl);
  }
  return present<RequestFacts>({
    format: "bedrock-converse",
    fields: present<FieldValues>({
      model: path.model,
      weights: undefined,
      effort: effortIn(fields),
      thinking: thinkingIn(fields),
      max_tokens: numberIn(config, "maxTokens"),
      temperature: numberIn(config, "temperature"),
      ...(tools.length === 0 ? NO_TOOL_FIELDS : toolFields(tools)),
      cache_ttl: ttl,
      context_edits: contextEditsOf(asObject(fields?.context_management)),
      response_format: responseFormatOf(members.object("outputConfig")),
      betas: betasIn(fields),
    }),
    stream: path.stream === true,
    system: system?.sections ?? [],
    tools,
    messages,
    systemText: (system?.sections ?? []).map(({ text }) => text).join("\n\n"),
    hints: readHints(headers),
    continues: undefined,
    toolChoice: offered?.choice,
    serviceTier: asText(members.object("serviceTier")?.type),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice,
    systemSkeleton: system?.skeleton ?? "null",
    toolsSkeleton: offered?.skeleton ?? "null",
    prefixBytes: sha256Short(`${system?.bytes ?? ""}\u0000${offered?.bytes ?? ""}`),
  });
}

const MESSAGE: FieldReader<ReadMessage> = {
  kind: "bedrock:message",
  read: (parsed, field, raw, conceal) => {
    const message = readMessage(objectIn(parsed, field), raw.length, conceal);
    return { ...message, facts: withMarks(message.facts, raw) };
  },
  weigh: ({ facts }) => 600 + 2 * facts.skeleton.length,
};

/** `null` is no system prompt. */
const SYSTEM: FieldReader<{ readonly system?: ReadSystem }> = {
  kind: "bedrock:system",
  read: (parsed, field, raw, conceal) => {
    if (parsed === null) return {};
    if (!Array.isArray(parsed)) throw wrongType(field, "a list of blocks", parsed);
    const blocks = objectsOf(parsed);
    const sections = blocks.flatMap((block): readonly SystemSection[] => {
      const text = broughtText(block);
      return text === undefined ? [] : [{ text }];
    });
    const cacheTtl = cacheTtls(blocks).reduce<string | undefined>(longerTtl, undefined);
    const skeleton = skeletonTextOfMember("system", parsed, conceal);
    return { system: { sections, cacheTtl, skeleton, bytes: sha256Short(raw) } };
  },
  weigh: ({ system }, raw) => 600 + 2 * (system?.skeleton.length ?? 0) + 2 * raw.length,
};

const TOOLS: FieldReader<{ readonly tools?: ReadTools }> = {
  kind: "bedrock:tools",
  read: (parsed, field, raw, conceal) => {
    if (parsed === null) return {};
    const config = objectIn(parsed, field);
    const listed = config.tools ?? null;
    if (listed !== null && !Array.isArray(listed)) throw wrongType(`${field}.tools`, "a list", listed);
    return {
      tools: {
        tools: offeredTools(config),
        choice: toolChoiceOf(config),
        cacheTtl: cacheTtls(objectsOf(listed)).reduce<string | undefined>(longerTtl, undefined),
        skeleton: skeletonTextOfMember("tools", withoutCachePoints(listed), conceal),
        bytes: sha256Short(raw),
      },
    };
  },
  weigh: ({ tools }) => 1_000 + 2 * (tools?.skeleton.length ?? 0) + 200 * (tools?.tools.length ?? 0),
};

/** Cache points move from request to request, and are no tools. */
function withoutCachePoints(tools: readonly unknown[] | null): readonly unknown[] | null {
  return tools?.filter((tool) => asObject(tool)?.cachePoint === undefined) ?? null;
}

function readSystem(body: ScannedBody, memo: ElementMemo): ReadSystem | undefined {
  const span = body.members.get("system");
  return span === undefined ? undefined : recallField(SYSTEM, body, span, memo, "system").system;
}

function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = body.members.get("toolConfig");
  return span === undefined ? undefined : recallField(TOOLS, body, span, memo, "toolConfig").tools;
}
