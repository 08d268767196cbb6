import type { Fill, FillValues, Splice } from "../codec.ts";
import type { ContextEdit } from "../context-edits.ts";
import { intoBody, intoObject, placeFor } from "../json/insert.ts";
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
  const put = (name: keyof FillValues, key: string, value: unknown, parent?: string): void => {
    const place = placeFor(body, key, parent);
    if (place === undefined) unplaced.push(name);
    else if (place !== "body") splices.push(...intoObject(body, place, { [key]: value }));
    else if (parent === undefined) members[key] = value;
    else members[parent] = { [key]: value };
  };
  if (values.model !== undefined) put("model", "model", values.model);
  if (values.max_tokens !== undefined) put("max_tokens", "max_tokens", values.max_tokens);
  if (values.temperature !== undefined) put("temperature", "temperature", values.temperature);
  if (values.thinking !== undefined) put("thinking", "thinking", thinking(values.thinking));
  if (values.system !== undefined) put("system", "system", values.system);
  if (values.effort !== undefined) put("effort", "effort", values.effort, "output_config");
  const edits = values.contextEdits ?? [];
  if (edits.length > 0) put("contextEdits", "edits", edits.map(writtenEdit), "context_management");
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
