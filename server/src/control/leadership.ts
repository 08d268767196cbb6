/**
 * Which of several replicas does what only one may do. Every adapter passes `leadership-suite.ts`.
 *
 * Who leads can lose the lead at any moment, by dying, by hanging, or by losing the store: whoever
 * does the work of the leader asks before each step.
 */
export interface Leadership {
  /** Whether this replica leads now; never true of two at once. */
  readonly leads: boolean;
  /** Begins to stand for the lead. */
  start(): void;
  /** Gives the lead up, where it is held, and stands no more. */
  stop(): Promise<void>;
}

/** The lead where there is never more than one replica: had from start to stop. */
export function soleLeadership(): Leadership {
  let leads = false;
  return {
    get leads() {
      return leads;
    },
    start: () => {
      leads = true;
    },
    stop: () => {
      leads = false;
      return Promise.resolve();
    },
  };
}
