import type { Figure } from "./figure.ts";
import type { Pool } from "./pool.ts";

/** A line of a plot: points from left to right. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn thick: the one that the plot is about. */
  readonly ours?: boolean;
  /** Drawn dashed: a bound, not a method. */
  readonly bound?: boolean;
}

/** A plot with logarithmic axes. */
export interface Plot {
  /** By which its files are named. */
  readonly id: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

/** A table that has columns of its own. */
export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a study came to. */
export interface Findings {
  readonly figures: readonly Figure[];
  readonly tables?: readonly Table[];
  readonly plots?: readonly Plot[];
}

/** One question that streams answer. */
export interface Study {
  readonly id: string;
  readonly title: string;
  run(pool: Pool): Promise<Findings>;
}
