/** How a build of the product behaves; the first of each is the healthy way. */
export const TRAITS = {
  /**
   * What it does with earlier reasoning after an idle hour: nothing; has it cleared on every request from then on;
   * on the first one only; or leaves it out of its own history, once.
   */
  clear: ["never", "latched", "once", "pruned"],
  /** The order of its tools. */
  tools: ["fixed", "shuffled"],
  /** Its system prompt: the same, or with something in it that is new each time. */
  prompt: ["fixed", "nonce"],
  /** Whether its system prompt limits what may be said. */
  verbosity: ["full", "capped"],
  /** How long it asks for its prefix to be cached. */
  ttl: ["1h", "5m"],
  /** Whether it sends back the reasoning that it was given. */
  reasoning: ["kept", "dropped"],
  /** The effort that its main voice asks for. */
  effort: ["high", "medium", "low"],
  /** Whether it sends results of tools whole, or their beginning and a mark that says so. */
  results: ["whole", "cut"],
  /** One voice; or also a searcher that it asks, a title for each session, and summaries of long ones. */
  voices: ["one", "all"],
  /** Whether its searcher has a model and an effort of its own, or those of whoever asks. */
  searcher: ["own", "inherited"],
  /** What it asks its model: what it was told, or the same with its spaces and line ends made one. */
  input: ["whole", "squeezed"],
} as const;

/** One build of the product. */
export type Traits = { readonly [Name in keyof typeof TRAITS]: (typeof TRAITS)[Name][number] } & {
  /** Characters of its history that it sends at most; all where there is none. */
  readonly truncate?: number;
};

/** The build without a fault. */
export const HEALTHY: Traits = {
  clear: "never",
  tools: "fixed",
  prompt: "fixed",
  verbosity: "full",
  ttl: "1h",
  reasoning: "kept",
  effort: "high",
  results: "whole",
  voices: "one",
  searcher: "own",
  input: "whole",
};
