import type { Fill, FillValues } from "../codec.ts";
import { Filling } from "../filling.ts";
import type { ScannedBody } from "../json/scan.ts";

/** Where contracted values go in an OpenAI Responses request that left them out. */
export function fill(body: ScannedBody, values: FillValues): Fill {
  const filling = new Filling(body);
  filling.put("model", values.model, "model");
  filling.put("effort", values.effort, "effort", "reasoning");
  filling.put("max_tokens", values.max_tokens, "max_output_tokens");
  filling.put("temperature", values.temperature, "temperature");
  filling.put("system", values.system, "instructions");
  filling.noPlace("thinking", values.thinking);
  filling.noPlace("contextEdits", values.contextEdits);
  filling.noPlace("betas", values.betas);
  return filling.done();
}
