import type { Observation, ObservedTool } from "../contract/learn/observation.ts";
import { sha256Short } from "../core/digest.ts";
import { canonicalJson, type Json } from "../core/jcs.ts";
import { FIELD_NAMES, type FieldName, type FieldValues, type WireFormat } from "../wire/facts.ts";

/** The columns of what was asked for. */
export const REQUESTED_COLUMNS: readonly string[] = FIELD_NAMES.map((name) => `${name}_requested`);

/** The columns from which a record tells what its request showed. */
export const OBSERVED_COLUMNS: readonly string[] = [
  "exchange",
  "received_at",
  "session",
  "agent",
  "role",
  "audience",
  "client",
  "client_version",
  "format",
  "prompt_sections",
  "skeleton",
  ...REQUESTED_COLUMNS,
];

/**
 * What a record shows of the request that was made: values as they were said, digests in place of
 * texts. The sections of the prompt are those of the contract that was in force, its volatile parts
 * masked.
 */
export function observationOfRecord(row: Readonly<Record<string, unknown>>): Observation {
  const text = (name: string): string => (typeof row[name] === "string" ? row[name] : "");
  const audience = text("audience");
  return {
    exchange: text("exchange"),
    session: text("session"),
    client: text("client"),
    clientVersion: text("client_version"),
    ...(audience === "" ? {} : { audience }),
    format: text("format") as WireFormat,
    subAgent: text("agent") !== "",
    // The contract in force has told the voices already.
    requestClass: text("role") === "main" ? "" : text("role"),
    fields: requestedFields(row),
    system: Array.isArray(row["prompt_sections"]) ? (row["prompt_sections"] as string[]) : [],
    tools: toolsIn(text("skeleton")),
  };
}

/** What a record says that was asked for. Of texts, what is empty was not said. */
export function requestedFields(row: Readonly<Record<string, unknown>>): FieldValues {
  const said = FIELD_NAMES.flatMap((name): (readonly [FieldName, unknown])[] => {
    const value = row[`${name}_requested`];
    return value === null || value === undefined || value === "" ? [] : [[name, value]];
  });
  return Object.fromEntries(said);
}

/** The tools of a skeleton: their names, and a digest of what is left of their definitions. */
function toolsIn(skeleton: string): readonly ObservedTool[] {
  if (skeleton === "") return [];
  const { tools } = JSON.parse(skeleton) as { tools?: unknown };
  const listed = Array.isArray(tools) ? (tools as Json[]) : [];
  return listed.flatMap((tool) => {
    const name = nameOf(tool);
    return name === undefined ? [] : [{ name, digest: sha256Short(canonicalJson(withoutMarks(tool))) }];
  });
}

function nameOf(tool: unknown): string | undefined {
  if (typeof tool !== "object" || tool === null) return undefined;
  const { name, function: call, toolSpec } = tool as Record<string, unknown>;
  return typeof name === "string" ? name : (nameOf(call) ?? nameOf(toolSpec));
}

function withoutMarks(tool: Json): Json {
  if (typeof tool !== "object" || tool === null || Array.isArray(tool)) return tool;
  const { cache_control: _mark, ...rest } = tool as Record<string, Json>;
  return rest;
}
