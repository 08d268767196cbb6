/** How much a prompt lets its model say, in words. */
export interface WordLimits {
  /** Between calls of tools. */
  readonly between?: number;
  /** In an answer that ends a turn. */
  readonly final?: number;
}

const LIMIT =
  /(between tool calls|final (?:responses?|answers?))[^.]*?(?:<=|≤|at most|no more than|under|to)\s*(\d+)\s+words/gi;

/** Reads the limits that a prompt sets, as the lab's model understands them. */
export function limitsIn(system: string): WordLimits {
  const limits: { between?: number; final?: number } = {};
  for (const [, what = "", words] of system.matchAll(LIMIT)) {
    const name = what.toLowerCase() === "between tool calls" ? "between" : "final";
    limits[name] = Math.min(limits[name] ?? Infinity, Number(words));
  }
  return limits;
}
