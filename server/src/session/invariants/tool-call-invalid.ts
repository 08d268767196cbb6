import type { AnswerInvariant } from "./invariant.ts";

/** A tool that is called was offered. */
export const toolCallInvalid: AnswerInvariant = {
  id: "TOOL_CALL_INVALID",
  incident: "a wrong chat template left 218 of 1,286 tool calls valid",
  check: ({ called, offered }) => {
    const unknown = called.find((name) => !offered.includes(name));
    if (unknown === undefined || offered.length === 0) return undefined;
    return { message: `the answer calls ${unknown === "" ? "a tool without a name" : unknown}, which was not offered` };
  },
};
