import type { ChangeMethod } from "./method.ts";

/** A change that is known beforehand, of a share. */
export interface KnownChange {
  readonly before: number;
  readonly after: number;
}

/**
 * CUSUM that knows the share before and after (Page 1954): `S <- max(0, S + ln likelihood ratio)`. Of all
 * methods with its mean run length to a false alarm it has the shortest worst delay (Moustakides 1986):
 * what can be reached where nothing has to be found out.
 */
export function knownCusum(change: KnownChange, threshold: number): ChangeMethod {
  const { success, failure } = stepsOf(change);
  return {
    name: "CUSUM that knows the drop",
    threshold,
    start: () => {
      let sum = 0;
      return {
        add: (value) => {
          sum = Math.max(0, sum + value * success + (1 - value) * failure);
          return sum;
        },
      };
    },
  };
}

function stepsOf({ before, after }: KnownChange) {
  return { success: Math.log(after / before), failure: Math.log((1 - after) / (1 - before)) };
}

/** Cells that the sum's range is cut into. */
const CELLS = 240;

/**
 * Units from a start at zero to an alarm, on the mean, where successes have the share `share`: the sum's
 * range cut into cells, its steps shared between neighbours so that their mean is exact, and the linear
 * equations of a Markov chain solved (Brook and Evans 1972).
 */
export function cusumRunLength(change: KnownChange, threshold: number, share: number): number {
  const { success, failure } = stepsOf(change);
  const width = threshold / CELLS;
  const rows = Array.from({ length: CELLS + 1 }, (_, from) => {
    // Row of I - Q, and 1 on the right.
    const row = new Float64Array(CELLS + 2);
    row[from] = 1;
    row[CELLS + 1] = 1;
    for (const [step, chance] of [
      [success, share],
      [failure, 1 - share],
    ] as const) {
      const at = Math.max(0, from * width + step) / width;
      const [low, part] = [Math.floor(at), at - Math.floor(at)];
      if (low <= CELLS) row[low]! -= chance * (1 - part);
      if (low + 1 <= CELLS) row[low + 1]! -= chance * part;
    }
    return row;
  });
  return solved(rows)[0]!;
}

/** The threshold at which the mean run length without a change is so long. */
export function cusumThreshold(change: KnownChange, runLength: number): number {
  let [low, high] = [0.1, Math.log(runLength) + 3];
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (cusumRunLength(change, middle, change.before) < runLength) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Solves linear equations whose right sides are their rows' last columns, by Gauss with pivots. */
function solved(rows: readonly Float64Array[]): Float64Array {
  const size = rows.length;
  const left = [...rows];
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(left[row]![column]!) > Math.abs(left[pivot]![column]!)) pivot = row;
    [left[column], left[pivot]] = [left[pivot]!, left[column]!];
    const top = left[column]!;
    for (let row = column + 1; row < size; row++) {
      const one = left[row]!;
      const times = one[column]! / top[column]!;
      if (times === 0) continue;
      for (let at = column; at <= size; at++) one[at]! -= times * top[at]!;
    }
  }
  const found = new Float64Array(size);
  for (let row = size - 1; row >= 0; row--) {
    let sum = left[row]![size]!;
    for (let at = row + 1; at < size; at++) sum -= left[row]![at]! * found[at]!;
    found[row] = sum / left[row]![row]!;
  }
  return found;
}
