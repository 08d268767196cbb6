import { LabError } from "../lab-error.ts";
import type { LabMessage } from "./request.ts";

/**
 * Checks that every call of a tool has its result in the next message, and every result its call
 * in the one before.
 *
 * @throws {LabError} 400, in the API's words.
 */
export function checkPairs(messages: readonly LabMessage[]): void {
  // Entries of the system stand between; they are no part of the exchange of calls and results.
  const spoken = messages
    .map((message, index) => ({ message, index }))
    .filter(({ message }) => message.role !== "system");
  const open = new Set<unknown>();
  let openAt = 0;
  for (const { message, index } of spoken) {
    const results = message.blocks.filter((block) => block.type === "tool_result");
    for (const [place, result] of results.entries()) {
      if (!open.delete(result.tool_use_id)) {
        throw new LabError(
          400,
          `messages.${index}.content.${place}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ` +
            `${String(result.tool_use_id)}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
        );
      }
    }
    if (message.role === "user" && open.size > 0) {
      throw new LabError(
        400,
        `messages.${openAt}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ` +
          `${[...open].join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      );
    }
    if (message.role !== "assistant") continue;
    for (const block of message.blocks) {
      if (block.type !== "tool_use") continue;
      open.add(block.id);
      openAt = index;
    }
  }
}
