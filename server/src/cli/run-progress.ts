import type { RunResult } from "../scenario/run.ts";
import type { CliContext } from "./context.ts";

/** A line on a terminal: runs and turns so far, what did not pass, what it cost, and how long it takes yet. */
export class RunProgress {
  #say: ((text: string) => void) | undefined;
  readonly #runs: number;
  readonly #now: () => number;
  readonly #begun: number;
  #played = 0;
  #failed = 0;
  #turns = 0;
  #usd = 0;

  /** @param now milliseconds of any clock that goes on. */
  constructor({ process: { stderr } }: Pick<CliContext, "process">, runs: number, now: () => number) {
    const { isTTY = false } = stderr as { readonly isTTY?: boolean };
    this.#say = isTTY ? (line) => stderr.write(line) : undefined;
    this.#runs = runs;
    this.#now = now;
    this.#begun = now();
  }

  /** Whether anybody looks. */
  get shown(): boolean {
    return this.#say !== undefined;
  }

  /** One turn more was played. */
  turn(): void {
    this.#turns++;
    this.#show();
  }

  /** So many US dollars have been spent by now. */
  spent(usd: number): void {
    this.#usd = usd;
    this.#show();
  }

  /** One run more has ended. */
  run({ verdict }: Pick<RunResult, "verdict">): void {
    this.#played++;
    if (verdict !== "pass") this.#failed++;
    this.#show();
  }

  #show(): void {
    const parts = [`${this.#played} of ${this.#runs} runs`, `${this.#turns} turns`];
    if (this.#failed > 0) parts.push(`${this.#failed} did not pass`);
    if (this.#usd > 0) parts.push(`${this.#usd.toFixed(this.#usd < 1 ? 4 : 2)} US dollars`);
    if (this.#played > 0) {
      const each = (this.#now() - this.#begun) / this.#played;
      parts.push(`${durationWords(each * (this.#runs - this.#played))} left`);
    }
    this.#say?.(`\r${parts.join(", ")}\u001b[K`);
  }

  /** The last run has ended: the line goes away, and what is known of costs after that is not told. */
  ended(): void {
    this.#say?.("\r\u001b[K");
    this.#say = undefined;
  }
}

function durationWords(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
