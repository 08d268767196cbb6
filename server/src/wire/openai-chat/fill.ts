import type { Fill, FillValues, Splice } from "../codec.ts";
import { intoArray, intoBody, placeFor } from "../json/insert.ts";
import { kindAt, type ScannedBody } from "../json/scan.ts";

/** Where contracted values go in an OpenAI Chat request that left them out. */
export function fill(body: ScannedBody, values: FillValues): Fill {
  const members: Record<string, unknown> = {};
  const splices: Splice[] = [];
  const unplaced: (keyof FillValues)[] = [];
  const put = (name: keyof FillValues, key: string, value: unknown): void => {
    if (placeFor(body, key) === undefined) unplaced.push(name);
    else members[key] = value;
  };
  if (values.model !== undefined) put("model", "model", values.model);
  if (values.effort !== undefined) put("effort", "reasoning_effort", values.effort);
  if (values.max_tokens !== undefined) put("max_tokens", "max_completion_tokens", values.max_tokens);
  if (values.temperature !== undefined) put("temperature", "temperature", values.temperature);
  if (values.thinking !== undefined) unplaced.push("thinking");
  if (values.contextEdits !== undefined && values.contextEdits.length > 0) unplaced.push("contextEdits");
  if (values.betas !== undefined && values.betas.length > 0) unplaced.push("betas");
  if (values.system !== undefined) {
    const messages = body.members.get("messages");
    const message = { role: "system", content: values.system };
    if (messages === undefined) members.messages = [message];
    else if (kindAt(body.bytes, messages) === "array") splices.push(intoArray(body, messages, message));
    else unplaced.push("system");
  }
  return { splices: [...intoBody(body, members), ...splices], headers: {}, unplaced };
}
