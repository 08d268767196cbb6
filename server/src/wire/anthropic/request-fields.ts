import { type ContextEdit, contextEditKind, formatContextEdits } from "../context-edits.ts";
import { canonicalTextDigest } from "../json/canonical-text.ts";
import { asNumber, asObject, asText, type JsonObject, objectsOf } from "../json/value.ts";

/** `adaptive`, `disabled`, or `enabled:BUDGET`; a type that nobody knows yet as it is written. */
export function thinkingOf(thinking: JsonObject | undefined): string | undefined {
  const type = asText(thinking?.type);
  const budget = asNumber(thinking?.budget_tokens);
  return type === "enabled" && budget !== undefined ? `enabled:${budget}` : type;
}

/** The context edits that a request asks for; empty text where it asks for none in so many words. */
export function contextEditsOf(management: JsonObject | undefined): string | undefined {
  if (management === undefined) return undefined;
  return formatContextEdits(objectsOf(management.edits).map(contextEdit));
}

function contextEdit(edit: JsonObject): ContextEdit {
  const keep = amount(edit.keep);
  const trigger = asNumber(amount(edit.trigger));
  return {
    type: contextEditKind(asText(edit.type) ?? "unknown"),
    ...(keep === undefined ? {} : { keep }),
    ...(trigger === undefined ? {} : { trigger }),
  };
}

/** `"all"`, or the number in `{"type":"thinking_turns","value":1}`. */
function amount(value: unknown): "all" | number | undefined {
  const object = asObject(value);
  if (value === "all" || object?.type === "all") return "all";
  return asNumber(object === undefined ? value : object.value);
}

/** `text`, `json_object`, or `json_schema:` and the digest of the schema. */
export function responseFormatOf(format: JsonObject | undefined): string | undefined {
  const type = asText(format?.type);
  return type === "json_schema" ? `json_schema:${canonicalTextDigest(format?.schema ?? null)}` : type;
}

/** Beta names of the header, sorted, each once, joined by a comma. */
export function betasOf(header: string | null): string | undefined {
  if (header === null) return undefined;
  const names = header
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return [...new Set(names)].sort().join(",");
}

/** `auto`, `any`, `none` or `tool:NAME`. */
export function toolChoiceOf(choice: JsonObject | undefined): string | undefined {
  const type = asText(choice?.type);
  return type === "tool" ? `tool:${asText(choice?.name) ?? ""}` : type;
}
