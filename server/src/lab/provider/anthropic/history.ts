import { asText, type JsonObject } from "../../../wire/json/value.ts";
import type { Prompt } from "../prompt.ts";
import { withoutReminders } from "../prompt.ts";
import { blocksOf, type LabMessage, type MessagesRequest } from "./request.ts";

const REMINDER = /^\s*<system-reminder>[^]*<\/system-reminder>\s*$/;

/** Whether somebody speaks in a message: it is the user's, and not merely results of tools and reminders. */
export function isSpoken(message: LabMessage): boolean {
  return message.role === "user" && message.blocks.some(isSpokenBlock);
}

/** What the lab's model looks at in a request. */
export function promptOf(request: MessagesRequest): Prompt {
  const { messages } = request;
  const spoken = messages.findLastIndex(isSpoken);
  const since = messages.slice(spoken + 1);
  // The last text of a message is what was typed; what stands before it a client put there.
  const typed = messages[spoken]?.blocks.findLast(isSpokenBlock);
  const results = messages.at(-1)?.blocks.filter((block) => block.type === "tool_result") ?? [];
  return {
    said: withoutReminders(asText(typed?.text) ?? ""),
    answered: since.filter((message) => message.role === "assistant").length,
    results: results.map((result) => textIn(result.content)),
    tools: request.tools.flatMap((tool) => {
      const name = asText(tool.name);
      // Tools of the provider's own have a type and no schema: the client does not run them.
      const schema = tool.input_schema;
      return name === undefined || typeof schema !== "object" || schema === null
        ? []
        : [{ name, schema: schema as JsonObject }];
    }),
    choice: request.choice,
    parallel: request.parallel,
    form: request.form,
    history: messages,
  };
}

function isSpokenBlock(block: JsonObject): boolean {
  return (
    block.type === "text" && typeof block.text === "string" && block.text.trim() !== "" && !REMINDER.test(block.text)
  );
}

function textIn(content: unknown): string {
  return blocksOf(content)
    .flatMap((block) => asText(block.text) ?? [])
    .join("\n");
}
