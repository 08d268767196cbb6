import type { Fill, FillValues, Splice } from "../codec.ts";
import { intoBody, intoObject, placeFor } from "../json/insert.ts";
import type { ScannedBody } from "../json/scan.ts";

/** Where contracted values go in an OpenAI Responses request that left them out. */
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
  if (values.effort !== undefined) put("effort", "effort", values.effort, "reasoning");
  if (values.max_tokens !== undefined) put("max_tokens", "max_output_tokens", values.max_tokens);
  if (values.temperature !== undefined) put("temperature", "temperature", values.temperature);
  if (values.system !== undefined) put("system", "instructions", values.system);
  if (values.thinking !== undefined) unplaced.push("thinking");
  if (values.contextEdits !== undefined && values.contextEdits.length > 0) unplaced.push("contextEdits");
  if (values.betas !== undefined && values.betas.length > 0) unplaced.push("betas");
  return { splices: [...intoBody(body, members), ...splices], headers: {}, unplaced };
}
