/**
 * Lets one piece of work at the stored records happen at a time: storing a block, noting that some
 * are to be erased, taking a copy. What fails does not keep the next from its turn.
 */
export class InsertGate {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs work when all that came before it is over. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}
