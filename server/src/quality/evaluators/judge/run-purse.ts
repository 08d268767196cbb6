import type { Reservation } from "./cost.ts";
import type { Spending } from "./run-judge.ts";

/**
 * What one run may spend, whichever of its judges asks. A call for which there is no room beside what others have
 * put aside waits until these have settled: it is over the ceiling only where it is beside what was truly spent.
 */
export class RunPurse implements Spending {
  readonly #most: number;
  #spent = 0;
  #aside = 0;
  #waiting: (() => void)[] = [];

  /** @param dollars US dollars for the whole run. */
  constructor(dollars: number) {
    this.#most = Math.floor(dollars * 1_000_000);
  }

  async reserve(micros: number): Promise<Reservation | undefined> {
    while (this.#spent + this.#aside + micros > this.#most) {
      if (this.#aside === 0 || this.#spent + micros > this.#most) return undefined;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#aside += micros;
    return { day: 0, micros };
  }

  settle({ micros }: Reservation, cost: number | undefined): void {
    this.#aside -= micros;
    this.#spent += cost === undefined || !(cost >= 0) ? micros : cost;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
