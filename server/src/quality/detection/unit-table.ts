/** What has been seen of one unit, in a table's memory. */
export interface UnitEntry {
  /** Where it lies; stays the same until the next unit is added. */
  readonly slot: number;
  readonly isNew: boolean;
}

const LOAD = 0.6;
const FIRST = 1 << 12;

/**
 * Units by their names, with the arm that each was in first and the sum of its values: about 45 bytes a unit,
 * so that a file of many millions can be read. Names are told apart by 53 bits of a hash.
 */
export class UnitTable {
  #keys = new Float64Array(FIRST);
  #sums = new Float64Array(FIRST);
  #counts = new Uint32Array(FIRST);
  /** Of the arm, by each unit's first line. */
  #firstProbabilities = new Float32Array(FIRST);
  /** Of the arm: 1 or 2; plus 4 when the unit has entered, 8 when it was seen in the other arm too, 16 when its p changed. */
  #marks = new Uint8Array(FIRST);
  #size = 0;

  /** Looks a unit up, and makes room for it where it is new. */
  entry(unit: string, stream: string): UnitEntry {
    if (this.#size > this.#keys.length * LOAD) this.#grow();
    const key = hash53(unit, stream);
    const slot = this.#slotOf(key);
    const isNew = this.#keys[slot] === 0;
    if (isNew) {
      this.#keys[slot] = key;
      this.#size++;
    }
    return { slot, isNew };
  }

  /** Whether there is such a unit. */
  has(unit: string, stream: string): boolean {
    return this.#keys[this.#slotOf(hash53(unit, stream))] !== 0;
  }

  /** The arm that a unit was in first; undefined where there is no such unit. */
  armOf(unit: string, stream: string): "baseline" | "candidate" | undefined {
    const mark = (this.#marks[this.#slotOf(hash53(unit, stream))] ?? 0) & 3;
    return mark === 0 ? undefined : mark === 2 ? "candidate" : "baseline";
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = (key >>> 0) & mask;
    for (;;) {
      const found = this.#keys[slot];
      if (found === 0 || found === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Takes one line of a unit. @returns whether it counts: one in the other arm than the first does not. */
  add(slot: number, candidate: boolean, value: number): boolean {
    const mark = this.#marks[slot] ?? 0;
    const arm = candidate ? 2 : 1;
    if ((mark & 3) === 0) this.#marks[slot] = mark | arm;
    else if ((mark & 3) !== arm) {
      this.#marks[slot] = mark | 8;
      return false;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1;
    this.#sums[slot] = (this.#sums[slot] ?? 0) + value;
    return true;
  }

  /**
   * Takes the probability that a line gives for the unit's arm. @returns whether it is the first that is not the one
   * of the unit's first line, to seven digits.
   */
  contradicts(slot: number, isFirst: boolean, probability: number): boolean {
    const mark = this.#marks[slot] ?? 0;
    if (isFirst) this.#firstProbabilities[slot] = probability;
    if ((mark & 16) !== 0 || this.#firstProbabilities[slot] === Math.fround(probability)) return false;
    this.#marks[slot] = mark | 16;
    return true;
  }

  /** The probability that a unit's first line gave for its arm: `later`, to its last digit, where that is the same. */
  firstProbability(slot: number, later: number): number {
    const first = this.#firstProbabilities[slot] ?? later;
    return first === Math.fround(later) ? later : first;
  }

  /** Marks a unit as entered. @returns whether it had not been. */
  enter(slot: number): boolean {
    const mark = this.#marks[slot] ?? 0;
    this.#marks[slot] = mark | 4;
    return (mark & 4) === 0;
  }

  /** Forgets which units have entered, for a new reading. */
  forgetEntered(): void {
    for (let slot = 0; slot < this.#marks.length; slot++) this.#marks[slot] = (this.#marks[slot] ?? 0) & ~4;
  }

  /** Whether a unit was seen in both arms. */
  crossed(slot: number): boolean {
    return ((this.#marks[slot] ?? 0) & 8) !== 0;
  }

  /** The mean of a unit's values. */
  mean(slot: number): number {
    return (this.#sums[slot] ?? 0) / (this.#counts[slot] ?? 1);
  }

  /** Units in the table. */
  get size(): number {
    return this.#size;
  }

  #grow(): void {
    const [keys, sums, counts, marks] = [this.#keys, this.#sums, this.#counts, this.#marks];
    const probabilities = this.#firstProbabilities;
    const room = keys.length * 2;
    this.#keys = new Float64Array(room);
    this.#sums = new Float64Array(room);
    this.#counts = new Uint32Array(room);
    this.#marks = new Uint8Array(room);
    this.#firstProbabilities = new Float32Array(room);
    for (let old = 0; old < keys.length; old++) {
      const key = keys[old] ?? 0;
      if (key === 0) continue;
      const slot = this.#slotOf(key);
      this.#keys[slot] = key;
      this.#sums[slot] = sums[old] ?? 0;
      this.#counts[slot] = counts[old] ?? 0;
      this.#marks[slot] = marks[old] ?? 0;
      this.#firstProbabilities[slot] = probabilities[old] ?? 0;
    }
  }
}

/** A hash of 53 bits that is never 0: two rounds of FNV-1a with other primes, each mixed at the end. */
function hash53(unit: string, stream: string): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (const text of [unit, "\u0000", stream])
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      low = Math.imul(low ^ code, 0x01000193);
      high = Math.imul(high ^ code, 0x5bd1e995);
      high ^= high >>> 13;
    }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
  high = Math.imul(high ^ (high >>> 15), 0xc2b2ae35);
  low ^= low >>> 13;
  high ^= high >>> 16;
  return ((high & 0x1fffff) >>> 0) * 4_294_967_296 + (low >>> 0) + 1;
}
