import { canonicalTextDigest } from "../json/canonical-text.ts";
import { asList, asObject, asText, type JsonObject } from "../json/value.ts";
import { type RequestMembers, wrongType } from "../request-members.ts";
import { either, snake } from "./spelling.ts";

/** A top-level object in either spelling. @throws {BellwetherError} `body_malformed` when it is no object. */
export function objectOf(members: RequestMembers, key: string): JsonObject | undefined {
  return members.object(key) ?? members.object(snake(key));
}

/** `generationConfig`, as far as it is compared. */
export interface Generation {
  readonly effort?: string;
  readonly thinking?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly responseFormat?: string;
}

/** @throws {BellwetherError} `body_malformed`, naming the field that has another type than Google allows. */
export function generationOf(members: RequestMembers): Generation {
  const config = objectOf(members, "generationConfig");
  if (config === undefined) return {};
  const thinking = either(config, "thinkingConfig");
  if (thinking !== undefined && asObject(thinking) === undefined) {
    throw wrongType("generationConfig.thinkingConfig", "an object", thinking);
  }
  return {
    ...given("effort", effortOf(asObject(thinking))),
    ...given("thinking", thinkingOf(asObject(thinking))),
    ...given("maxTokens", numberIn(config, "maxOutputTokens")),
    ...given("temperature", numberIn(config, "temperature")),
    ...given("responseFormat", responseFormatOf(config)),
  };
}

function effortOf(thinking: JsonObject | undefined): string | undefined {
  const level = asText(either(thinking, "thinkingLevel"))?.toLowerCase();
  return level === "thinking_level_unspecified" ? undefined : level;
}

/** A budget of nothing is no thinking, and one of -1 is the model's own to choose. */
function thinkingOf(thinking: JsonObject | undefined): string | undefined {
  const budget = thinking === undefined ? undefined : numberIn(thinking, "thinkingBudget");
  if (budget === undefined) return undefined;
  return budget === 0 ? "disabled" : budget < 0 ? "adaptive" : `enabled:${budget}`;
}

/** `text`, `json_object`, or `json_schema:` and the digest of the schema. */
function responseFormatOf(config: JsonObject): string | undefined {
  const schema = either(config, "responseJsonSchema") ?? either(config, "responseSchema");
  if (schema !== undefined) return `json_schema:${canonicalTextDigest(schema)}`;
  const type = asText(either(config, "responseMimeType"));
  if (type === "application/json") return "json_object";
  return type === "text/plain" ? "text" : type;
}

/** `auto`, `any`, `none` or `tool:NAME`, from `toolConfig.functionCallingConfig`. */
export function toolChoiceOf(members: RequestMembers): string | undefined {
  const calling = asObject(either(objectOf(members, "toolConfig"), "functionCallingConfig"));
  const mode = asText(calling?.mode)?.toLowerCase();
  const allowed = asList(either(calling, "allowedFunctionNames"));
  if (mode === "any" && allowed.length === 1) return `tool:${String(allowed[0])}`;
  // `VALIDATED` leaves the choice to the model, and only binds it to the schemas.
  return mode === "validated" ? "auto" : mode === "mode_unspecified" ? undefined : mode;
}

/** Google takes a number that is written as a text too. */
function numberIn(object: JsonObject, key: string): number | undefined {
  const value = either(object, key);
  if (value === undefined || typeof value === "number") return value;
  if (typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value)) return Number(value);
  throw wrongType(`generationConfig.${key}`, "a number", value);
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
