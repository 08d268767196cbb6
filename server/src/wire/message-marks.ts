import type { MessageFacts } from "./facts.ts";
import { scriptsInJson } from "./scripts.ts";
import { truncationMark } from "./truncation.ts";

/** A message with what its bytes show whatever their format is. Made once for each distinct message. */
export function withMarks(facts: MessageFacts, raw: Uint8Array): MessageFacts {
  const [truncated, scripts] = [truncationMark(raw), scriptsInJson(raw)];
  if (truncated === undefined && scripts === 0) return facts;
  return { ...facts, ...(truncated === undefined ? {} : { truncated }), ...(scripts === 0 ? {} : { scripts }) };
}
