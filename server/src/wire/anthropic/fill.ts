import type { Fill, FillValues, Splice } from "../codec.ts";
import type { ContextEdit } from "../context-edits.ts";
import { intoBody, intoObject, objectAt } from "../json/insert.ts";
import type { ScannedBody } from "../json/scan.ts";

/** Kinds of edits with the dates under which the API knows them. */
const DATED: Readonly<Record<string, string>> = {
  clear_thinking: "clear_thinking_20251015",
  clear_tool_uses: "clear_tool_uses_20250919",
  compact: "compact_20260112",
};

/** What `keep` counts, by kind. */
const KEPT: Readonly<Record<string, string>> = {
  clear_thinking: "thinking_turns",
  clear_tool_uses: "tool_uses",
};

/** Where contracted values go in an Anthropic Messages request that left them out. */
export function fill(body: ScannedBody, values: FillValues): Fill {
  const members: Record<string, unknown> = {};
  const splices: Splice[] = [];
  const unplaced: (keyof FillValues)[] = [];
  const inside = (key: string, value: Record<string, unknown>, name: keyof FillValues): void => {
    const object = objectAt(body, key);
    if (object !== undefined) splices.push(...intoObject(body, object, value));
    else if (body.members.has(key)) unplaced.push(name);
    else members[key] = value;
  };
  if (values.model !== undefined) members.model = values.model;
  if (values.max_tokens !== undefined) members.max_tokens = values.max_tokens;
  if (values.temperature !== undefined) members.temperature = values.temperature;
  if (values.thinking !== undefined) members.thinking = thinking(values.thinking);
  if (values.system !== undefined) members.system = values.system;
  if (values.effort !== undefined) inside("output_config", { effort: values.effort }, "effort");
  const edits = values.contextEdits ?? [];
  if (edits.length > 0) inside("context_management", { edits: edits.map(writtenEdit) }, "contextEdits");
  return {
    splices: [...intoBody(body, members), ...splices],
    headers:
      values.betas === undefined || values.betas.length === 0 ? {} : { "anthropic-beta": values.betas.join(",") },
    unplaced,
  };
}

function thinking(value: string): Record<string, unknown> {
  const [type, budget] = value.split(":");
  return budget === undefined ? { type } : { type, budget_tokens: Number(budget) };
}

function writtenEdit(edit: ContextEdit): Record<string, unknown> {
  const counted = KEPT[edit.type];
  return {
    type: DATED[edit.type] ?? edit.type,
    ...(edit.trigger === undefined ? {} : { trigger: { type: "input_tokens", value: edit.trigger } }),
    ...(edit.keep === undefined
      ? {}
      : { keep: edit.keep === "all" || counted === undefined ? edit.keep : { type: counted, value: edit.keep } }),
  };
}
