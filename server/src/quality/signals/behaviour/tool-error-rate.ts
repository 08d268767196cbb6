import { shareOf } from "./measures.ts";
import { type BehaviourSignal, shareDefinition } from "./signal.ts";

/**
 * Share of tool results that came back as errors. It is read from the skeletons of requests, where
 * a result says so by a flag; formats in which a result is only a text say nothing of it.
 */
export const toolErrorRate: BehaviourSignal<"format" | "skeleton"> = {
  definition: shareDefinition("tool_error_rate", "lower"),
  doc: "Share of tool results that came back as errors, where the format says so (Anthropic Messages).",
  columns: ["format", "skeleton"],
  agents: "main",
  measure: (records) => {
    // A history that comes again brings its results again: each counts once, by the call that it answers.
    const results = new Map<string, boolean>();
    for (const { format, skeleton } of records)
      if (format === "anthropic-messages") for (const [call, failed] of resultsIn(skeleton)) results.set(call, failed);
    return shareOf([...results.values()], (failed) => failed);
  },
};

function resultsIn(skeleton: string): readonly (readonly [call: string, failed: boolean])[] {
  const messages = arrayAt(parsed(skeleton), "messages");
  return messages
    .flatMap((message) => arrayAt(message, "content"))
    .flatMap((block) => {
      const { type, tool_use_id: call, is_error: failed } = asObject(block);
      return type === "tool_result" && typeof call === "string" ? [[call, failed === true] as const] : [];
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An erased record has none, and one that is not ours says nothing that could be read.
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function arrayAt(value: unknown, key: string): readonly unknown[] {
  const member = asObject(value)[key];
  return Array.isArray(member) ? member : [];
}
