import type { Learnt } from "../statistics/learnt-mean.ts";
import type { SetMovement } from "./attribution.ts";

/** Places that are remembered; when they are full every second is forgotten. */
const MARKS = 4_096;
/** Standard errors beyond which a set has moved, and within which it has not. */
const SURE = 2.5;

/** The values of a comparison set, so that its mean since any place can be told in a bounded memory. */
export class SetHistory {
  #marks: { readonly place: number; readonly units: number; readonly sum: number }[] = [];
  #every = 1;
  #units = 0;
  #sum = 0;

  /** Takes a value. @param place of the unit among all units. */
  add(value: number, place: number): void {
    if (this.#units % this.#every === 0) {
      this.#marks.push({ place, units: this.#units, sum: this.#sum });
      if (this.#marks.length >= MARKS) {
        this.#marks = this.#marks.filter((_, index) => index % 2 === 0);
        this.#every *= 2;
      }
    }
    this.#units++;
    this.#sum += value;
  }

  /**
   * Whether the set moved with a drop.
   *
   * @param from the place after which the drop began, and `until` that up to which it is looked at.
   * @param worse which way values change for the worse.
   * @param baseline of the set.
   * @param drop of the units that it is compared with: a set that moved by less than half of it did not.
   */
  between(from: number, until: number, worse: "down" | "up", baseline: Learnt | undefined, drop: number): SetMovement {
    const marks = [...this.#marks, { place: Infinity, units: this.#units, sum: this.#sum }];
    const first = marks.find((one) => one.place > from);
    const last = marks.find((one) => one.place > until) ?? marks.at(-1);
    if (first === undefined || last === undefined || baseline === undefined || baseline.count < 2) return "unknown";
    const units = last.units - first.units;
    if (units < 2) return "unknown";
    const below = baseline.mean - (last.sum - first.sum) / units;
    const fell = worse === "down" ? below : -below;
    const error = Math.sqrt(baseline.variance * (1 / units + 1 / baseline.count));
    if (fell > SURE * error && fell > drop / 4) return "moved";
    return fell + SURE * error < drop / 2 ? "still" : "unknown";
  }
}
