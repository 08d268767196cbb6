/** What may be spent, counted where all replicas see it. Every adapter passes `spending-suite.ts`. */
export interface SpendingStore {
  /**
   * Puts money of a purse aside for a day, unless that would make more than may be spent in it. No revision is made
   * of it, and no entry of the log.
   *
   * @returns whether it was put aside.
   */
  spend(purse: string, day: number, micros: number, most: number): Promise<boolean>;
  /** Gives back what was put aside and not spent. */
  giveBack(purse: string, day: number, micros: number): Promise<void>;
}
