const MARKS = 8_192;

/** Where a unit stands in a stream. */
export interface Place {
  readonly place: number;
  readonly unit: string;
  readonly time: number | null;
}

/** Remembers which unit stood where, in a bounded memory: all of them, or every second, fourth, eighth. */
export class PlaceLog {
  #marks: Place[] = [];
  #every = 1;

  /** Takes a unit. @param place of it, from 1. */
  add(place: number, unit: string, time: number | undefined): void {
    if ((place - 1) % this.#every !== 0) return;
    this.#marks.push({ place, unit, time: time ?? null });
    if (this.#marks.length < MARKS) return;
    this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** The first unit that is remembered after a place. */
  after(place: number): Place | undefined {
    let [low, high] = [0, this.#marks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#marks[middle]?.place ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return this.#marks[low];
  }
}
