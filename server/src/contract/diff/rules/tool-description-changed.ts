import { toolDescriptions } from "../tools.ts";
import type { DiffRule } from "../rule.ts";

/** The model is told something else of a tool. */
export const toolDescriptionChanged: DiffRule = {
  id: "TOOL_DESCRIPTION_CHANGED",
  subject: "tools",
  severity: "risky",
  pair: "TOOL_DESCRIPTION_CHANGED",
  why: "the model decides by these words when to call the tool and with what",
  comply: "treat it as a change of the prompt: run the gates, and look at how often the tool is called",
  find: toolDescriptions,
};
