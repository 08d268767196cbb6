import type { AnswerInvariant } from "./invariant.ts";

/** A tool that is called was offered, and its arguments fit its schema. */
export const toolCallInvalid: AnswerInvariant = {
  id: "TOOL_CALL_INVALID",
  incident: "a wrong chat template left 218 of 1,286 tool calls valid",
  check: ({ called, offered, unfit }) => {
    const unknown = offered.length === 0 ? undefined : called.find((name) => !offered.includes(name));
    if (unknown !== undefined) return { message: `the answer calls ${named(unknown)}, which was not offered` };
    const [first] = unfit;
    if (first === undefined) return undefined;
    return { message: `the answer calls ${named(first)} with arguments that do not fit its schema` };
  },
};

function named(tool: string): string {
  return tool === "" ? "a tool without a name" : tool;
}
