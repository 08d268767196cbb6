import type { Fill, FillValues } from "../codec.ts";
import { Filling } from "../filling.ts";
import { intoArray } from "../json/insert.ts";
import { kindAt, type ScannedBody } from "../json/scan.ts";

/** Where contracted values go in an OpenAI Chat request that left them out. */
export function fill(body: ScannedBody, values: FillValues): Fill {
  const filling = new Filling(body);
  filling.put("model", values.model, "model");
  filling.put("effort", values.effort, "reasoning_effort");
  filling.put("max_tokens", values.max_tokens, "max_completion_tokens");
  filling.put("temperature", values.temperature, "temperature");
  filling.noPlace("thinking", values.thinking);
  filling.noPlace("contextEdits", values.contextEdits);
  filling.noPlace("betas", values.betas);
  if (values.system !== undefined) {
    const messages = body.members.get("messages");
    const message = { role: "system", content: values.system };
    if (messages === undefined) filling.put("system", [message], "messages");
    else if (kindAt(body.bytes, messages) === "array") filling.splice(intoArray(body, messages, message));
    else filling.noPlace("system", values.system);
  }
  return filling.done();
}
