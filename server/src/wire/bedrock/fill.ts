import type { Fill, FillValues, PathFacts, Splice } from "../codec.ts";
import { intoBody, intoObject, placeFor } from "../json/insert.ts";
import type { ScannedBody } from "../json/scan.ts";
import { mayBeClaude } from "./path.ts";

const CONFIG = "inferenceConfig";
const FIELDS = "additionalModelRequestFields";

/**
 * Where contracted values go in a request of Converse that left them out. The model stands in the
 * path, where nothing can be filled in. Thinking, effort and betas have no field of Converse's own:
 * they go where Claude takes them, and nowhere for a model of another maker.
 */
export function fill(body: ScannedBody, values: FillValues, path: PathFacts = {}): Fill {
  const unplaced: (keyof FillValues)[] = [];
  const members: Record<string, unknown> = {};
  const inside: Record<string, Record<string, unknown>> = { [CONFIG]: {}, [FIELDS]: {} };
  const put = (name: keyof FillValues, value: unknown, key: string, parent: string): void => {
    if (value === undefined) return;
    const open = parent === CONFIG || mayBeClaude(path.model);
    if (open && placeFor(body, key, parent) !== undefined) inside[parent] = { ...inside[parent], [key]: value };
    else unplaced.push(name);
  };
  const { betas = [], contextEdits = [], system, effort } = values;
  if (values.model !== undefined) unplaced.push("model");
  put("max_tokens", values.max_tokens, "maxTokens", CONFIG);
  put("temperature", values.temperature, "temperature", CONFIG);
  put("thinking", values.thinking === undefined ? undefined : thinking(values.thinking), "thinking", FIELDS);
  put("effort", effort === undefined ? undefined : { effort }, "output_config", FIELDS);
  put("betas", betas.length === 0 ? undefined : betas, "anthropic_beta", FIELDS);
  if (contextEdits.length > 0) unplaced.push("contextEdits");
  if (system !== undefined) {
    if (placeFor(body, "system") === undefined) unplaced.push("system");
    else members.system = [{ text: system }];
  }
  const splices: Splice[] = [];
  for (const [parent, added] of Object.entries(inside)) {
    if (Object.keys(added).length === 0) continue;
    const span = body.members.get(parent);
    if (span === undefined) members[parent] = added;
    else splices.push(...intoObject(body, span, added));
  }
  return { splices: [...intoBody(body, members), ...splices], headers: {}, unplaced };
}

function thinking(value: string): Record<string, unknown> {
  const [type, budget] = value.split(":");
  return budget === undefined ? { type } : { type, budget_tokens: Number(budget) };
}
