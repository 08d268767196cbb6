import { sha256Short } from "../../core/digest.ts";
import { longerTtl } from "../cache-ttl.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader } from "../codec.ts";
import type { FieldValues, MessageFacts, RequestFacts, ToolFact } from "../facts.ts";
import { withMarks } from "../message-marks.ts";
import { type Instructions, promptOf } from "../instructions.ts";
import { type FieldReader, objectIn, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import type { ScannedBody } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asObject, asText, type JsonObject, objectsOf, present } from "../json/value.ts";
import { listSpan, messageSpans, RequestMembers } from "../request-members.ts";
import { NO_TOOL_FIELDS, toolFact, toolFields } from "../tool-digests.ts";
import { type ReadMessage, readMessage } from "./message.ts";
import { effortOf, responseFormatOf, thinkingOf, toolChoiceOf } from "./request-fields.ts";

/** `functions` is what `tools` was called before 2023-11. */
export const TOOL_KEYS = ["tools", "functions"] as const;
const APART: ReadonlySet<string> = new Set(["messages", ...TOOL_KEYS]);

interface ReadTools {
  readonly tools: readonly ToolFact[];
  /** JSON texts, one a tool. */
  readonly skeletons: string;
  readonly bytes: string;
}

/**
 * Reads an OpenAI Chat Completions request.
 *
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function readRequest(body: ScannedBody, headers: HeaderReader, memo: ElementMemo): RequestFacts {
  const members = new RequestMembers(body, memo, APART);
  const toolLists = TOOL_KEYS.flatMap((key) => readTools(body, key, memo) ?? []);
  const [only, ...others] = toolLists;
  const tools = only !== undefined && others.length === 0 ? only.tools : toolLists.flatMap((list) => list.tools);
  const messages: MessageFacts[] = [];
  const instructions: Instructions[] = [];
  let ttl = members.text("prompt_cache_retention");
  for (const [index, span] of messageSpans(body).entries()) {
    const message = recallField(MESSAGE, body, span, memo, "messages", index);
    messages.push(message.facts);
    ttl = longerTtl(ttl, message.cacheTtl);
    if (message.instructions !== undefined) instructions.push(message.instructions);
  }
  const system = promptOf(instructions, memo, "openai:prompt");
  return present<RequestFacts>({
    format: "openai-chat",
    fields: present<FieldValues>({
      model: members.text("model"),
      weights: undefined,
      effort: effortOf(members),
      thinking: thinkingOf(members),
      max_tokens: members.number("max_completion_tokens") ?? members.number("max_tokens"),
      temperature: members.number("temperature"),
      ...(toolLists.length === 0 ? NO_TOOL_FIELDS : toolFields(tools)),
      cache_ttl: ttl,
      context_edits: undefined,
      response_format: responseFormatOf(members.object("response_format")),
      betas: undefined,
    }),
    stream: members.flag("stream") === true,
    system: system.sections,
    tools,
    messages,
    systemText: system.text,
    hints: readHints(headers),
    continues: undefined,
    toolChoice: toolChoiceOf(members.any("tool_choice") ?? members.any("function_call")),
    serviceTier: members.text("service_tier"),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice,
    systemSkeleton: system.skeleton,
    toolsSkeleton:
      toolLists.length === 0
        ? "null"
        : `[${toolLists.flatMap((tools) => (tools.skeletons === "" ? [] : [tools.skeletons])).join(",")}]`,
    prefixBytes: system.bytes === "" && toolLists.length === 0 ? NO_PREFIX : prefixDigest(system.bytes, toolLists),
  });
}

function prefixDigest(system: string, tools: readonly ReadTools[]): string {
  return sha256Short(`${system}\u0000${tools.map(({ bytes }) => bytes).join("\n")}`);
}

const NO_PREFIX = prefixDigest("", []);

interface RememberedMessage extends Omit<ReadMessage, "instructions"> {
  readonly instructions?: Instructions;
}

const MESSAGE: FieldReader<RememberedMessage> = {
  kind: "openai:message",
  read: (parsed, field, raw, conceal) => {
    const { instructions: text, ...message } = readMessage(objectIn(parsed, field), raw.length, conceal);
    const facts = withMarks(message.facts, raw);
    if (text === undefined) return { ...message, facts };
    return { ...message, facts, instructions: { text, skeleton: facts.skeleton, bytes: sha256Short(raw) } };
  },
  weigh: ({ facts, instructions }) => 600 + 2 * facts.skeleton.length + 2 * (instructions?.text.length ?? 0),
};

const TOOLS: FieldReader<ReadTools> = {
  kind: "openai:tools",
  read: (parsed, key, raw, conceal) => ({
    tools: objectsOf(parsed).map((tool) => toolFact(toolName(tool), tool)),
    skeletons: skeletonTextOfMember(key, parsed, conceal).slice(1, -1),
    bytes: sha256Short(raw),
  }),
  weigh: ({ skeletons, tools }) => 1_000 + 2 * skeletons.length + 200 * tools.length,
};

function readTools(body: ScannedBody, key: (typeof TOOL_KEYS)[number], memo: ElementMemo): ReadTools | undefined {
  const span = listSpan(body, key);
  return span === undefined ? undefined : recallField(TOOLS, body, span, memo, key);
}

/** What a tool is called; one that is no function may go by its type. */
export function toolName(tool: JsonObject): string {
  return asText(definitionOf(tool).name) ?? asText(tool.type) ?? "";
}

/** Where a tool says what it is. */
export function definitionOf(tool: JsonObject): JsonObject {
  return asObject(tool.function) ?? asObject(tool.custom) ?? tool;
}
