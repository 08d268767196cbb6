import { thinkingOf } from "../anthropic/request-fields.ts";
import { canonicalTextDigest } from "../json/canonical-text.ts";
import { asList, asObject, asText, type JsonObject, objectsOf, parsed } from "../json/value.ts";
import { wrongType } from "../request-members.ts";
import type { ToolFact } from "../facts.ts";
import { toolFact } from "../tool-digests.ts";

/** @throws {BellwetherError} `body_malformed` where `inferenceConfig` holds something else under this key. */
export function numberIn(config: JsonObject | undefined, key: string): number | undefined {
  const value = config?.[key] ?? undefined;
  if (value === undefined || typeof value === "number") return value;
  throw wrongType(`inferenceConfig.${key}`, "a number", value);
}

/**
 * `adaptive`, `disabled` or `enabled:BUDGET`, from what models take beside Converse's own fields:
 * `thinking` as Anthropic writes it, `reasoning_config` as Bedrock first did, `reasoningConfig` of Nova.
 */
export function thinkingIn(fields: JsonObject | undefined): string | undefined {
  return (
    thinkingOf(asObject(fields?.thinking)) ??
    thinkingOf(asObject(fields?.reasoning_config)) ??
    asText(asObject(fields?.reasoningConfig)?.type)
  );
}

/** `output_config.effort` of Claude, `reasoning_effort` of OpenAI's open models, `maxReasoningEffort` of Nova. */
export function effortIn(fields: JsonObject | undefined): string | undefined {
  return (
    asText(asObject(fields?.output_config)?.effort) ??
    asText(fields?.reasoning_effort) ??
    asText(asObject(fields?.reasoningConfig)?.maxReasoningEffort)
  );
}

/** Beta names, sorted, each once, joined by a comma. */
export function betasIn(fields: JsonObject | undefined): string | undefined {
  const names = asList(fields?.anthropic_beta).flatMap((name) => asText(name) ?? []);
  return fields?.anthropic_beta === undefined ? undefined : [...new Set(names)].sort().join(",");
}

/** `json_schema:` and the digest of the schema, which Converse takes as a text. */
export function responseFormatOf(output: JsonObject | undefined): string | undefined {
  const format = asObject(output?.textFormat);
  const schema = asObject(asObject(format?.structure)?.jsonSchema)?.schema;
  if (schema === undefined) return asText(format?.type);
  return `json_schema:${canonicalTextDigest(typeof schema === "string" ? (parsed(schema) ?? schema) : schema)}`;
}

/** `auto`, `any` or `tool:NAME`. */
export function toolChoiceOf(config: JsonObject | undefined): string | undefined {
  const choice = asObject(config?.toolChoice);
  const tool = asObject(choice?.tool);
  if (tool !== undefined) return `tool:${asText(tool.name) ?? ""}`;
  return choice === undefined ? undefined : Object.keys(choice)[0];
}

/** The tools of a request as facts. */
export function offeredTools(config: JsonObject | undefined): readonly ToolFact[] {
  return listedTools(config).map(({ name, definition }) => toolFact(name, definition));
}

/** A tool as a request lists it. */
export interface ListedTool {
  readonly name: string;
  readonly definition: JsonObject;
}

/** The tools of a request, cache points left out. */
export function listedTools(config: JsonObject | undefined): readonly ListedTool[] {
  return objectsOf(config?.tools).flatMap((tool): readonly ListedTool[] => {
    const spec = asObject(tool.toolSpec);
    if (spec !== undefined) return [{ name: asText(spec.name) ?? "", definition: spec }];
    if (tool.cachePoint !== undefined) return [];
    const [kind = ""] = Object.keys(tool);
    return [{ name: asText(asObject(tool[kind])?.name) ?? kind, definition: tool }];
  });
}
