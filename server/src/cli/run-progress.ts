import type { RunResult } from "../scenario/run.ts";
import type { CliContext } from "./context.ts";

/** A line on a terminal: runs and turns so far, and what did not pass. */
export class RunProgress {
  readonly #say: ((text: string) => void) | undefined;
  readonly #runs: number;
  readonly #begun = performance.now();
  #played = 0;
  #failed = 0;
  #turns = 0;

  constructor({ process: { stderr } }: CliContext, runs: number) {
    const { isTTY = false } = stderr as { readonly isTTY?: boolean };
    this.#say = isTTY ? (line) => stderr.write(line) : undefined;
    this.#runs = runs;
  }

  /** One turn more was played. */
  turn(): void {
    this.#turns++;
    this.#show();
  }

  /** One run more has ended. */
  run({ verdict }: RunResult): void {
    this.#played++;
    if (verdict !== "pass") this.#failed++;
    this.#show();
  }

  #show(): void {
    const seconds = (performance.now() - this.#begun) / 1_000;
    const left =
      this.#played === 0 ? "" : `, ${Math.ceil((seconds / this.#played) * (this.#runs - this.#played))} s left`;
    const bad = this.#failed === 0 ? "" : `, ${this.#failed} did not pass`;
    this.#say?.(`\r${this.#played} of ${this.#runs} runs, ${this.#turns} turns${bad}${left}\u001b[K`);
  }

  /** The last run has ended: the line goes away. */
  ended(): void {
    this.#say?.("\r\u001b[K");
  }
}
