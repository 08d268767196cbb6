import { sha256Short } from "../core/digest.ts";
import { Recent } from "../core/recent.ts";

/**
 * Which of several workers keeps the directory entry of a key: the one whose hash with it is the
 * highest (rendezvous hashing), so that all agree without asking.
 */
export function directoryWorker(key: string, workers: number): number {
  let best = 0;
  let highest = "";
  for (let worker = 0; worker < workers; worker++) {
    const weight = sha256Short(`${worker}|${key}`);
    if (weight > highest) {
      highest = weight;
      best = worker;
    }
  }
  return best;
}

/** Two workers have the same claim, so neither has. */
const NOBODY = -1;

/** Who owns what: the first worker that asks for a key owns it. Bounded; the longest unused entries go first. */
export class Directory {
  readonly #owners: Recent<string, number>;

  /** @param limit keys whose owners are certainly remembered; at most twice as many are. */
  constructor(limit: number) {
    this.#owners = new Recent(limit);
  }

  /** The owner of a key; the asker, where nobody owns it yet. */
  claim(key: string, asker: number): number {
    const owner = this.#owners.get(key) ?? asker;
    this.set(key, owner);
    return owner;
  }

  /** The owner of a key, where there is one, and only one. */
  find(key: string): number | undefined {
    const owner = this.#owners.get(key);
    return owner === NOBODY ? undefined : owner;
  }

  /** Notes who gave the answer behind a key: one that two workers gave names no conversation. */
  note(key: string, owner: number): void {
    const known = this.#owners.get(key) ?? owner;
    this.set(key, known === owner ? owner : NOBODY);
  }

  /** Sets the owner of a key: it has just made it, or has taken it over from one that is gone. */
  set(key: string, owner: number): void {
    this.#owners.set(key, owner);
  }
}
