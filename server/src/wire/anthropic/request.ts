import { sha256Short } from "../../core/digest.ts";
import { longerTtl } from "../cache-ttl.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, SystemSection, ToolFact } from "../facts.ts";
import { withMarks } from "../message-marks.ts";
import { type FieldReader, objectIn, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import type { ScannedBody } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { listSpan, messageSpans, RequestMembers, wrongType } from "../request-members.ts";
import { toolFact, toolOrderDigest, toolsDigest } from "../tool-digests.ts";
import { cacheMarks } from "./canonical.ts";
import { blocksOf, type ReadMessage, readMessage } from "./message.ts";
import { betasOf, contextEditsOf, responseFormatOf, thinkingOf, toolChoiceOf } from "./request-fields.ts";

const APART: ReadonlySet<string> = new Set(["messages", "system", "tools"]);

interface ReadSystem {
  readonly sections: readonly SystemSection[];
  readonly text: string;
  readonly cacheTtl: string | undefined;
  readonly skeleton: string;
  readonly bytes: string;
}

interface ReadTools {
  readonly tools: readonly ToolFact[];
  readonly digest: string;
  readonly order: string;
  readonly cacheTtl: string | undefined;
  readonly skeleton: string;
  readonly bytes: string;
}

/**
 * Reads an Anthropic Messages request.
 *
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function readRequest(body: ScannedBody, headers: HeaderReader, memo: ElementMemo): RequestFacts {
  const members = new RequestMembers(body, memo, APART);
  const system = readSystem(body, memo);
  const tools = readTools(body, memo);
  const messages: MessageFacts[] = [];
  let effort: string | undefined;
  let ttl = longerTtl(system?.cacheTtl, tools?.cacheTtl);
  ttl = longerTtl(ttl, cacheMarks({ cache_control: members.any("cache_control") })[0]);
  for (const [index, span] of messageSpans(body).entries()) {
    const message = recallField(MESSAGE, body, span, memo, "messages", index);
    messages.push(message.facts);
    // The last entry that sets an effort rules the answer that is asked for.
    effort = message.effort ?? effort;
    ttl = longerTtl(ttl, message.cacheTtl);
  }
  const output = members.object("output_config");
  return present<RequestFacts>({
    format: "anthropic-messages",
    fields: present<FieldValues>({
      model: members.text("model"),
      weights: undefined,
      effort: effort ?? asText(output?.effort),
      thinking: thinkingOf(members.object("thinking")),
      max_tokens: members.number("max_tokens"),
      temperature: members.number("temperature"),
      tools_digest: tools?.digest,
      tool_order_digest: tools?.order,
      cache_ttl: ttl,
      context_edits: contextEditsOf(members.object("context_management")),
      response_format: responseFormatOf(asObject(output?.format) ?? members.object("output_format")),
      betas: betasOf(headers.get("anthropic-beta")),
    }),
    stream: members.flag("stream") === true,
    system: system?.sections ?? [],
    tools: tools?.tools ?? [],
    messages,
    systemText: system?.text ?? "",
    hints: readHints(headers, asText(members.object("metadata")?.user_id)),
    continues: undefined,
    toolChoice: toolChoiceOf(members.object("tool_choice")),
    serviceTier: members.text("service_tier"),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice,
    systemSkeleton: system?.skeleton ?? "null",
    toolsSkeleton: tools?.skeleton ?? "null",
    prefixBytes: sha256Short(`${system?.bytes ?? ""}\u0000${tools?.bytes ?? ""}`),
  });
}

const MESSAGE: FieldReader<ReadMessage> = {
  kind: "anthropic:message",
  read: (parsed, field, raw, conceal) => {
    const message = readMessage(objectIn(parsed, field), raw.length, conceal);
    return { ...message, facts: withMarks(message.facts, raw) };
  },
  weigh: ({ facts }) => 600 + 2 * facts.skeleton.length,
};

/** `null` is no system prompt. */
const SYSTEM: FieldReader<{ readonly system?: ReadSystem }> = {
  kind: "anthropic:system",
  read: (parsed, field, raw, conceal) => {
    if (parsed === null) return {};
    if (typeof parsed !== "string" && !Array.isArray(parsed))
      throw wrongType(field, "a text or a list of blocks", parsed);
    const sections = blocksOf(parsed).map((block) => ({ text: asText(block.text) ?? "" }));
    const system: ReadSystem = {
      sections,
      text: sections.map((section) => section.text).join("\n\n"),
      cacheTtl: cacheMarks(parsed).reduce<string | undefined>(longerTtl, undefined),
      skeleton: skeletonTextOfMember("system", parsed, conceal),
      bytes: sha256Short(raw),
    };
    return { system };
  },
  weigh: ({ system }, raw) => (system === undefined ? 100 : 500 + 5 * raw.length),
};

const TOOLS: FieldReader<ReadTools> = {
  kind: "anthropic:tools",
  read: (parsed, _field, raw, conceal) => {
    const tools = objectsOf(parsed).map((tool) => toolFact(toolName(tool), tool));
    return {
      tools,
      digest: toolsDigest(tools),
      order: toolOrderDigest(tools.map((tool) => tool.name)),
      cacheTtl: cacheMarks(parsed).reduce<string | undefined>(longerTtl, undefined),
      skeleton: skeletonTextOfMember("tools", parsed, conceal),
      bytes: sha256Short(raw),
    };
  },
  weigh: ({ skeleton, tools }) => 1_000 + 2 * skeleton.length + 200 * tools.length,
};

/** What a tool is called; built-in ones may go by their type. */
export function toolName(tool: JsonObject): string {
  return asText(tool.name) ?? asText(tool.type) ?? "";
}

function readSystem(body: ScannedBody, memo: ElementMemo): ReadSystem | undefined {
  const span = body.members.get("system");
  return span === undefined ? undefined : recallField(SYSTEM, body, span, memo, "system").system;
}

function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, "tools");
  return span === undefined ? undefined : recallField(TOOLS, body, span, memo, "tools");
}
