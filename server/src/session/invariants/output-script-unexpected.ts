import { foreignScripts, scriptNames } from "../../wire/scripts.ts";
import type { AnswerInvariant } from "./invariant.ts";

/** An answer is written as the conversation is: in Latin, or in what somebody has written in it before. */
export const outputScriptUnexpected: AnswerInvariant = {
  id: "OUTPUT_SCRIPT_UNEXPECTED",
  incident: "a misconfigured sampler put Thai and Chinese letters into English answers",
  check: ({ scripts }) => {
    if (scripts === undefined) return undefined;
    const foreign = foreignScripts(scripts.answer, scripts.conversation);
    if (foreign === 0) return undefined;
    const known = scriptNames(scripts.conversation);
    return {
      message: `the answer has ${scriptNames(foreign).join(" and ")} letters, and the conversation is in ${["Latin", ...known].join(" and ")}`,
      before: ["Latin", ...known].join(","),
      now: scriptNames(foreign).join(","),
    };
  },
};
