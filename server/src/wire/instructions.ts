import type { SystemSection } from "./facts.ts";
import type { ElementMemo } from "./json/element-memo.ts";

/** Instructions that stand in one place of a request, as they were read of its bytes. */
export interface Instructions {
  readonly text: string;
  /** JSON text. */
  readonly skeleton: string;
  /** Digest of their bytes. */
  readonly bytes: string;
}

/** The system prompt that all instructions of a request are together. */
export interface SystemPrompt {
  readonly sections: readonly SystemSection[];
  readonly text: string;
  /** JSON text. */
  readonly skeleton: string;
  /** Digests of their bytes, a line each. */
  readonly bytes: string;
}

const NO_PROMPT: SystemPrompt = { sections: [], text: "", skeleton: "null", bytes: "" };

const encoder = new TextEncoder();

/**
 * The prompt of instructions, in order; from memory where the same ones were together before. What a prompt is masked
 * and digested to is remembered by its sections: those of one that comes again are the same object.
 *
 * @param kind under what it is remembered: other formats write skeletons otherwise.
 */
export function promptOf(parts: readonly Instructions[], memo: ElementMemo, kind: string): SystemPrompt {
  if (parts.length === 0) return NO_PROMPT;
  const bytes = parts.map((part) => `${part.bytes}\n`).join("");
  return memo.recall(kind, encoder.encode(bytes), () => {
    const prompt = joined(parts, bytes);
    return { value: prompt, weight: 400 + 2 * prompt.text.length + 2 * prompt.skeleton.length };
  });
}

function joined(parts: readonly Instructions[], bytes: string): SystemPrompt {
  return {
    sections: parts.map(({ text }) => ({ text })),
    text: parts.map(({ text }) => text).join("\n\n"),
    skeleton: `[${parts.map(({ skeleton }) => skeleton).join(",")}]`,
    bytes,
  };
}
