import type { SystemSection } from "./facts.ts";

/** Instructions that stand in one place of a request, as they were read of its bytes: the same object for the same bytes. */
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

/** Prompts of several places that begin alike and are remembered. */
const MOST = 16;

// What a prompt is masked and digested to is remembered by its sections: they have to be the same again.
const together = new WeakMap<Instructions, Map<string, SystemPrompt>>();

/** The prompt of instructions, in order; the same object where they are the same. */
export function promptOf(parts: readonly Instructions[]): SystemPrompt {
  const first = parts[0];
  if (first === undefined) return NO_PROMPT;
  const bytes = parts.length === 1 ? `${first.bytes}\n` : parts.map((part) => `${part.bytes}\n`).join("");
  let prompts = together.get(first);
  if (prompts === undefined) together.set(first, (prompts = new Map()));
  let prompt = prompts.get(bytes);
  if (prompt === undefined) {
    if (prompts.size >= MOST) prompts.clear();
    prompts.set(bytes, (prompt = joined(parts, bytes)));
  }
  return prompt;
}

function joined(parts: readonly Instructions[], bytes: string): SystemPrompt {
  return {
    sections: parts.map(({ text }) => ({ text })),
    text: parts.map(({ text }) => text).join("\n\n"),
    skeleton: `[${parts.map(({ skeleton }) => skeleton).join(",")}]`,
    bytes,
  };
}
