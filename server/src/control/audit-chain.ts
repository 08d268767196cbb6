import { type Digest, sha256 } from "../core/digest.ts";
import { canonicalJson } from "../core/jcs.ts";
import type { AuditEntry, ChainedEntry } from "./control-store.ts";

/** What the first entry follows. */
export const CHAIN_BEGINS: Digest = `sha256:${"0".repeat(64)}`;

/** Ties an entry to the one before it: whoever changes, removes or moves one breaks every digest after it. */
export function chained(entry: AuditEntry, number: number, previous: string): ChainedEntry {
  const { at, actor, action, subject, detail } = entry;
  const digest = sha256(canonicalJson([number, previous, at, actor, action, subject, detail]));
  return { number, at, actor, action, subject, detail, previous, digest };
}

/** Something that is wrong with a log. */
export interface ChainProblem {
  /** Of the entry at which it shows. */
  readonly number: number;
  readonly kind: "changed" | "missing" | "moved" | "cut" | "forked";
  readonly message: string;
}

/** What a log is held against beside itself. */
export interface ChainEnds {
  /** Entries that there have to be: each revision of the store has one. */
  readonly revision?: number;
  /** A digest that somebody noted earlier, elsewhere: it has to be in the log still. */
  readonly noted?: string;
}

/** Reads a log from its first entry on, in pieces, and gathers what is wrong with it. */
export class ChainReader {
  readonly #problems: ChainProblem[] = [];
  readonly #noted: string | undefined;
  #previous: string = CHAIN_BEGINS;
  #number = 0;
  #sawNoted = false;

  constructor(noted?: string) {
    this.#noted = noted;
  }

  /** Entries read so far, by the number of the last. */
  get number(): number {
    return this.#number;
  }

  /** The digest of the last entry: who notes it elsewhere can prove later that nothing before it was touched. */
  get head(): string {
    return this.#previous;
  }

  /** Takes the next entries, in the order in which the store gives them. */
  read(entries: readonly ChainedEntry[]): void {
    for (const entry of entries) this.#next(entry);
  }

  #next(entry: ChainedEntry): void {
    const expected = this.#number + 1;
    const link = chained(entry, entry.number, entry.previous);
    if (link.digest !== entry.digest)
      this.#add(
        entry,
        "changed",
        `entry ${entry.number} (${entry.action} ${entry.subject}) is not what its digest says`,
      );
    if (entry.number > expected)
      this.#add(
        entry,
        "missing",
        entry.number === expected + 1
          ? `entry ${expected} is gone`
          : `the entries ${expected} to ${entry.number - 1} are gone`,
      );
    else if (entry.number < expected)
      this.#add(entry, "moved", `entry ${entry.number} stands where entry ${expected} belongs`);
    else if (entry.previous !== this.#previous)
      this.#add(entry, "forked", `entry ${entry.number} does not follow entry ${this.#number} as that is now`);
    if (entry.digest === this.#noted) this.#sawNoted = true;
    this.#previous = entry.digest;
    this.#number = Math.max(entry.number, expected);
  }

  #add({ number }: ChainedEntry, kind: ChainProblem["kind"], message: string): void {
    this.#problems.push({ number, kind, message });
  }

  /** Everything that is wrong, when all has been read. */
  finish({ revision }: ChainEnds = {}): readonly ChainProblem[] {
    const number = this.#number;
    const ends: ChainProblem[] = [];
    if (revision !== undefined && revision !== number) {
      const message =
        revision > number
          ? `the log ends with entry ${number}, and ${revision} changes were made: what came last is gone`
          : `the log has ${number} entries, and ${revision} changes were made: some were added`;
      ends.push({ number, kind: "cut", message });
    }
    if (this.#noted !== undefined && !this.#sawNoted)
      ends.push({ number, kind: "cut", message: `no entry has the digest ${this.#noted} that was noted` });
    return [...this.#problems, ...ends];
  }
}
