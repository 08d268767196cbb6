/**
 * Mean and variance of values in [0,1], from the past only. It starts with half a 0 and half a 1,
 * so that there is a guess before the first value and no variance is nothing.
 */
export class RunningMean {
  count: number;
  sum: number;
  squares: number;

  constructor(count = 1, sum = 0.5, squares = 0.5) {
    this.count = count;
    this.sum = sum;
    this.squares = squares;
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.squares += value * value;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  /** Of the values, not of their mean. */
  get variance(): number {
    return Math.max(0, this.squares / this.count - this.mean ** 2);
  }
}
