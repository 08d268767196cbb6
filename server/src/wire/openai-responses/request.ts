import { sha256Short } from "../../core/digest.ts";
import { readHints } from "../client-hints.ts";
import type { HeaderReader } from "../codec.ts";
import type { Continuation, FieldValues, RequestFacts } from "../facts.ts";
import { withMarks } from "../message-marks.ts";
import { type Instructions, promptOf } from "../instructions.ts";
import { type FieldReader, objectIn, recallField } from "../field-reader.ts";
import type { ElementMemo } from "../json/element-memo.ts";
import { kindAt, type ScannedBody, type Span } from "../json/scan.ts";
import { skeletonTextOfMember } from "../json/skeleton.ts";
import { asObject, asText, present } from "../json/value.ts";
import { toolChoiceOf } from "../openai-chat/request-fields.ts";
import { parseField, RequestMembers, wrongType } from "../request-members.ts";
import { NO_TOOL_FIELDS, toolFields } from "../tool-digests.ts";
import { asMessages, itemOfText, type ReadItem, readItem } from "./item.ts";
import { contextEditsOf, effortOf, textFormatOf } from "./request-fields.ts";
import { readTools } from "./tools.ts";

const APART: ReadonlySet<string> = new Set(["input", "instructions", "tools"]);

/**
 * Reads an OpenAI Responses request.
 *
 * @throws {BellwetherError} `body_malformed`, naming the field.
 */
export function readRequest(body: ScannedBody, headers: HeaderReader, memo: ElementMemo): RequestFacts {
  const members = new RequestMembers(body, memo, APART);
  const tools = readTools(body, memo);
  const apart = readInstructions(body, memo);
  const instructions = apart === undefined ? [] : [apart];
  const items: RememberedItem[] = [];
  for (const [index, span] of inputSpans(body).entries()) {
    const item = recallItem(body, span, index, memo);
    items.push(item);
    if (item.instructions !== undefined) instructions.push(item.instructions);
  }
  const system = promptOf(instructions, memo, "responses:prompt");
  return present<RequestFacts>({
    format: "openai-responses",
    fields: present<FieldValues>({
      model: members.text("model"),
      weights: undefined,
      effort: effortOf(members),
      thinking: undefined,
      max_tokens: members.number("max_output_tokens"),
      temperature: members.number("temperature"),
      ...(tools === undefined ? NO_TOOL_FIELDS : toolFields(tools.tools)),
      cache_ttl: members.text("prompt_cache_retention"),
      context_edits: contextEditsOf(members),
      response_format: textFormatOf(members.object("text")),
      betas: undefined,
    }),
    stream: members.flag("stream") === true,
    system: system.sections,
    tools: tools?.tools ?? [],
    messages: asMessages(items),
    systemText: system.text,
    hints: readHints(headers),
    continues: continuationOf(members),
    toolChoice: toolChoiceOf(members.any("tool_choice")),
    serviceTier: members.text("service_tier"),
    envelope: members.envelope,
    saidTwice: body.duplicate ?? members.saidTwice,
    systemSkeleton: system.skeleton,
    toolsSkeleton: tools?.skeleton ?? "null",
    prefixBytes: sha256Short(`${system.bytes}\u0000${tools?.bytes ?? ""}`),
  });
}

/** `conversation` is an id, or an object that holds it. */
function continuationOf(members: RequestMembers): Continuation | undefined {
  const conversation = members.any("conversation");
  const named = asText(conversation) ?? asText(asObject(conversation)?.id);
  const response = members.text("previous_response_id");
  if (named === undefined && response === undefined) return undefined;
  return present<Continuation>({ response, conversation: named });
}

/** The bytes of each item; a text is one of them. */
function inputSpans(body: ScannedBody): readonly Span[] {
  const span = body.members.get("input");
  if (span === undefined) return [];
  const kind = kindAt(body.bytes, span);
  if (kind === "array") return body.arrays.get("input") ?? [];
  if (kind === "string") return [span];
  const value = parseField(body.bytes, span, "input");
  // What goes on from an answer, or from a stored prompt, may have no input.
  if (value === null) return [];
  throw wrongType("input", "a text or a list", value);
}

interface RememberedItem extends Omit<ReadItem, "instructions"> {
  readonly instructions?: Instructions;
}

function marked({ instructions: text, ...item }: ReadItem, raw: Uint8Array): RememberedItem {
  const facts = withMarks(item.facts, raw);
  if (text === undefined) return { ...item, facts };
  return { ...item, facts, instructions: { text, skeleton: facts.skeleton, bytes: sha256Short(raw) } };
}

/** One item of a list. */
const ITEM: FieldReader<RememberedItem> = {
  kind: "responses:item",
  read: (parsed, field, raw, conceal) => marked(readItem(objectIn(parsed, field), raw.length, conceal), raw),
  weigh: ({ facts, instructions }) => 600 + 2 * facts.skeleton.length + 2 * (instructions?.text.length ?? 0),
};

/** A text alone. */
const TEXT: FieldReader<RememberedItem> = {
  ...ITEM,
  kind: "responses:text",
  read: (parsed, _field, raw, conceal) => marked(readItem(itemOfText(parsed), raw.length, conceal), raw),
};

function recallItem(body: ScannedBody, span: Span, index: number, memo: ElementMemo): RememberedItem {
  return span === body.members.get("input")
    ? recallField(TEXT, body, span, memo, "input")
    : recallField(ITEM, body, span, memo, "input", index);
}

/** `null` is no instructions. */
const INSTRUCTIONS: FieldReader<{ readonly read?: Instructions }> = {
  kind: "responses:instructions",
  read: (parsed, field, raw, conceal) => {
    if (parsed === null) return {};
    if (typeof parsed !== "string") throw wrongType(field, "a text", parsed);
    return {
      read: { text: parsed, skeleton: skeletonTextOfMember("instructions", parsed, conceal), bytes: sha256Short(raw) },
    };
  },
  weigh: ({ read }) => 600 + 2 * (read?.text.length ?? 0),
};

function readInstructions(body: ScannedBody, memo: ElementMemo): Instructions | undefined {
  const span = body.members.get("instructions");
  return span === undefined ? undefined : recallField(INSTRUCTIONS, body, span, memo, "instructions").read;
}
