import type { JsonObject } from "../../../wire/json/value.ts";
import type { InputTokens } from "./cache.ts";

/** Tokens of one inference. */
export interface Spent {
  readonly input: InputTokens;
  readonly output: number;
}

/** Everything that was counted as input. */
export function allInput(input: InputTokens): number {
  return input.fresh + input.read + input.write5m + input.write1h;
}

/** The members of `usage` that say what one inference took. */
export function usageMembers({ input, output }: Spent): JsonObject {
  return {
    input_tokens: input.fresh,
    cache_creation_input_tokens: input.write5m + input.write1h,
    cache_read_input_tokens: input.read,
    cache_creation: { ephemeral_5m_input_tokens: input.write5m, ephemeral_1h_input_tokens: input.write1h },
    output_tokens: output,
  };
}

/** Several inferences as one. */
export function addSpent(parts: readonly Spent[]): Spent {
  const sum = (of: (spent: Spent) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    input: {
      fresh: sum((part) => part.input.fresh),
      read: sum((part) => part.input.read),
      write5m: sum((part) => part.input.write5m),
      write1h: sum((part) => part.input.write1h),
    },
    output: sum((part) => part.output),
  };
}

/** Input of which nothing was cached. */
export function uncached(tokens: number): InputTokens {
  return { fresh: tokens, read: 0, write5m: 0, write1h: 0 };
}
