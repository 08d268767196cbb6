/**
 * Hears of changes that other replicas make in the same control store. Every adapter passes
 * `change-feed-suite.ts`.
 */
export interface ChangeFeed {
  /**
   * Calls the listener behind every change, and whenever changes may have been missed: at the
   * beginning, and after the store was away. It says that something changed, never what.
   */
  start(heard: () => void): void;
  /** Calls the listener no more. */
  stop(): Promise<void>;
}
