import { type ContextEdit, formatContextEdits } from "../context-edits.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";
import { responseFormatOf } from "../openai-chat/request-fields.ts";
import { type RequestMembers, wrongType } from "../request-members.ts";

/**
 * `reasoning.effort`.
 *
 * @throws {BellwetherError} `body_malformed` when it is no text.
 */
export function effortOf(members: RequestMembers): string | undefined {
  const effort = members.object("reasoning")?.effort ?? undefined;
  if (effort === undefined || typeof effort === "string") return effort;
  throw wrongType("reasoning.effort", "a text", effort);
}

/** `text.format` in the notation of `response_format`; here the schema stands beside its name. */
export function textFormatOf(text: JsonObject | undefined): string | undefined {
  const format = asObject(text?.format);
  return format === undefined ? undefined : responseFormatOf({ type: format.type, json_schema: format });
}

/** `context_management`. Not `truncation`, which contracts know by a name of its own. */
export function contextEditsOf(members: RequestMembers): string | undefined {
  const managed = members.list("context_management");
  if (managed === undefined) return undefined;
  return formatContextEdits(objectsOf(managed).flatMap((edit) => contextEdit(edit) ?? []));
}

function contextEdit(edit: JsonObject): ContextEdit | undefined {
  const type = asText(edit.type);
  if (type === undefined) return undefined;
  const trigger = asNumber(edit.compact_threshold);
  // What contracts call `compact`, whoever does it.
  return { type: type === "compaction" ? "compact" : type, ...(trigger === undefined ? {} : { trigger }) };
}
