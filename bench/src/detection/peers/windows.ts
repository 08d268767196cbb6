/** Sums of a stretch of a stream that is closed after so many units, when the next one begins. */
export class Window {
  readonly #units: number;
  #seen = 0;
  #count = 0;
  #sum = 0;
  #mean = Number.NaN;

  constructor(units: number) {
    this.#units = units;
  }

  /** Takes a unit, which counts in the mean or not. @returns whether the window is closed by it. */
  add(value: number, counts: boolean): boolean {
    this.#seen++;
    if (counts) {
      this.#count++;
      this.#sum += value;
    }
    if (this.#seen < this.#units) return false;
    this.#mean = this.#sum / this.#count;
    this.#seen = 0;
    this.#count = 0;
    this.#sum = 0;
    return true;
  }

  /** Of the window that was closed last; NaN where nothing counted in it. */
  get mean(): number {
    return this.#mean;
  }
}
