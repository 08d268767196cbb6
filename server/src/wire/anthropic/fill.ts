import type { Fill, FillValues } from "../codec.ts";
import type { ContextEdit } from "../context-edits.ts";
import { Filling } from "../filling.ts";
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
  const { betas = [], contextEdits = [] } = values;
  const filling = new Filling(body);
  filling.put("model", values.model, "model");
  filling.put("max_tokens", values.max_tokens, "max_tokens");
  filling.put("temperature", values.temperature, "temperature");
  filling.put("thinking", values.thinking === undefined ? undefined : thinking(values.thinking), "thinking");
  filling.put("system", values.system, "system");
  filling.put("effort", values.effort, "effort", "output_config");
  if (contextEdits.length > 0)
    filling.put("contextEdits", contextEdits.map(writtenEdit), "edits", "context_management");
  return filling.done(betas.length === 0 ? {} : { "anthropic-beta": betas.join(",") });
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
