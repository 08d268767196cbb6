import { sha256Short } from "../../core/digest.ts";
import { longerTtl } from "../cache-ttl.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, SystemSection, ToolFact } from "../facts.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import { type ScannedBody, type Span } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asObject, asText, objectsOf, present } from "../json/value.ts";
import { listSpan, messageSpans, parseField, reading, RequestMembers, wrongType } from "../request-members.ts";
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
    const message = recallMessage(body.bytes, span, index, memo);
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
    toolChoice: toolChoiceOf(members.object("tool_choice")),
    serviceTier: members.text("service_tier"),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice,
    systemSkeleton: system?.skeleton ?? "null",
    toolsSkeleton: tools?.skeleton ?? "null",
    prefixBytes: sha256Short(`${system?.bytes ?? ""}\u0000${tools?.bytes ?? ""}`),
  });
}

function recallMessage(bytes: Uint8Array, span: Span, index: number, memo: ElementMemo): ReadMessage {
  const raw = bytes.subarray(span.start, span.end);
  return memo.recall("anthropic:message", raw, () => {
    const field = `messages[${index}]`;
    const parsed = parseField(bytes, span, field);
    const message = asObject(parsed);
    if (message === undefined) throw wrongType(field, "an object", parsed);
    const value = reading(field, () => readMessage(message, raw.length, memo.conceal));
    return { value, weight: 600 + 2 * value.facts.skeleton.length };
  });
}

function readSystem(body: ScannedBody, memo: ElementMemo): ReadSystem | undefined {
  const span = body.members.get("system");
  if (span === undefined) return undefined;
  const raw = body.bytes.subarray(span.start, span.end);
  const read = memo.recall<{ readonly system?: ReadSystem }>("anthropic:system", raw, () => {
    const parsed = parseField(body.bytes, span, "system");
    if (parsed === null) return { value: {}, weight: 100 };
    if (typeof parsed !== "string" && !Array.isArray(parsed))
      throw wrongType("system", "a text or a list of blocks", parsed);
    const sections = blocksOf(parsed).map((block) => ({ text: asText(block.text) ?? "" }));
    const system: ReadSystem = reading("system", () => ({
      sections,
      text: sections.map((section) => section.text).join("\n\n"),
      cacheTtl: cacheMarks(parsed).reduce<string | undefined>(longerTtl, undefined),
      skeleton: skeletonTextOfMember("system", parsed, memo.conceal),
      bytes: sha256Short(raw),
    }));
    return { value: { system }, weight: 500 + 5 * raw.length };
  });
  return read.system;
}

function readTools(body: ScannedBody, memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, "tools");
  if (span === undefined) return undefined;
  const raw = body.bytes.subarray(span.start, span.end);
  return memo.recall("anthropic:tools", raw, () => {
    const parsed = parseField(body.bytes, span, "tools");
    const value = reading("tools", (): ReadTools => {
      const tools = objectsOf(parsed).map((tool) => toolFact(asText(tool.name) ?? asText(tool.type) ?? "", tool));
      return {
        tools,
        digest: toolsDigest(tools),
        order: toolOrderDigest(tools.map((tool) => tool.name)),
        cacheTtl: cacheMarks(parsed).reduce<string | undefined>(longerTtl, undefined),
        skeleton: skeletonTextOfMember("tools", parsed, memo.conceal),
        bytes: sha256Short(raw),
      };
    });
    return { value, weight: 1_000 + 2 * value.skeleton.length + 200 * value.tools.length };
  });
}
