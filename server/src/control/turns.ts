/**
 * Lets one piece of work happen at a time, in the order in which it was asked for: at the stored
 * records those that store a block, note what is to be erased, and take a copy. What fails does not
 * keep the next from its turn.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs work when all that came before it is over. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}
