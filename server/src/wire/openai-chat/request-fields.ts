import { canonicalTextDigest } from "../json/canonical-text.ts";
import { asNumber, asObject, asText, type JsonObject } from "../json/value.ts";
import type { RequestMembers } from "../request-members.ts";

/** `reasoning_effort`, or OpenRouter's `reasoning.effort`. */
export function effortOf(members: RequestMembers): string | undefined {
  return members.text("reasoning_effort") ?? asText(asObject(members.any("reasoning"))?.effort);
}

/** `thinking` of those who add it to this format: `disabled`, `enabled` or `enabled:BUDGET`. */
export function thinkingOf(members: RequestMembers): string | undefined {
  const thinking = asObject(members.any("thinking"));
  const type = asText(thinking?.type);
  const budget = asNumber(thinking?.budget_tokens);
  return type === "enabled" && budget !== undefined ? `enabled:${budget}` : type;
}

/** `text`, `json_object`, or `json_schema:` and the digest of the schema. */
export function responseFormatOf(format: JsonObject | undefined): string | undefined {
  const type = asText(format?.type);
  return type === "json_schema"
    ? `json_schema:${canonicalTextDigest(asObject(format?.json_schema)?.schema ?? null)}`
    : type;
}

/** `auto`, `any`, `none` or `tool:NAME`, from `tool_choice` or the older `function_call`. */
export function toolChoiceOf(choice: unknown): string | undefined {
  if (typeof choice === "string") return choice === "required" ? "any" : choice;
  const object = asObject(choice);
  if (object === undefined) return undefined;
  if (object.type === "allowed_tools") return toolChoiceOf(asObject(object.allowed_tools)?.mode ?? object.mode);
  const name = asText(asObject(object.function)?.name) ?? asText(asObject(object.custom)?.name) ?? asText(object.name);
  return name === undefined ? asText(object.type) : `tool:${name}`;
}
