/** One turn as it went. */
export interface Turn {
  readonly said: string;
  readonly answered: string;
  readonly called: readonly string[];
  readonly exchanges: readonly string[];
  /** Milliseconds since the epoch, where time is played. */
  readonly at?: number;
  readonly by?: Aside["by"];
  readonly digests?: Aside["digests"];
}

/** Who took a turn that is none of the session's own. */
export interface Aside {
  /** `agent NAME`, `stage NAME`. */
  readonly by: string;
  /** Of a stage: the digests of what it was given, and of what it put out. */
  readonly digests?: { readonly input: string; readonly output: string };
}

/** A number that a scenario measured. */
export interface Measured {
  readonly signal: string;
  readonly value: number;
}
