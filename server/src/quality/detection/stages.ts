/** A share that is at least so many times another, or whose complement is, is another stage. */
const STEP = 2;
/** More stages than these are a ramp, whose later steps belong to the last one. */
const MOST = 8;

/** Tells the stages of a rollout from the shares of its units. */
export class Stages {
  #odds: number | undefined;
  #count = 0;

  /** Takes a unit's share. @returns whether a new stage begins with it; the first begins with the first unit. */
  add(share: number): boolean {
    if (!(share > 0 && share < 1)) return false;
    const odds = share / (1 - share);
    if (this.#odds !== undefined && odds < this.#odds * STEP && odds > this.#odds / STEP) return false;
    this.#odds = odds;
    if (this.#count >= MOST) return false;
    this.#count++;
    return true;
  }

  /** Stages so far. */
  get count(): number {
    return this.#count;
  }
}
