import type { LiveScore } from "../../gateway/live-evaluation.ts";
import type { ControlPlaces } from "./control-places.ts";

/** What the courier needs of the world. */
export interface ScoreCourierPorts {
  readonly places: ControlPlaces;
  readonly sleep: (ms: number) => Promise<void>;
  readonly report: (what: string, error?: unknown) => void;
}

const TAKE_MS = 10_000;
const BATCH = 500;
/** Scores that wait while control is away; beyond them the newest are left out, and counted. */
const MOST_WAITING = 20_000;
const RETRY_MS = 1_000;

/**
 * Brings scores of a gateway's evaluators to control. While no replica takes them they wait; each has a key by which
 * it is known again, so that one which is brought twice counts once.
 */
export class ScoreCourier {
  readonly #ports: ScoreCourierPorts;
  #waiting: LiveScore[] = [];
  #working: Promise<void> | undefined;
  #lost = 0;
  #stopped = false;

  constructor(ports: ScoreCourierPorts) {
    this.#ports = ports;
  }

  /** Scores that found no room to wait, or that control refused. */
  get lost(): number {
    return this.#lost;
  }

  /** Takes one score; does not wait for it to be taken. */
  send(score: LiveScore): void {
    if (this.#waiting.length >= MOST_WAITING) {
      if (this.#lost++ === 0)
        this.#ports.report("control takes no scores, and more than can wait have come: the newest are left out");
      return;
    }
    this.#waiting.push(score);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Tries once more what waits, and then no more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
    if (this.#waiting.length > 0) await this.#bring(this.#waiting.splice(0));
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#waiting.slice(0, BATCH);
      if (await this.#bring(batch)) this.#waiting.splice(0, batch.length);
      else await this.#ports.sleep(RETRY_MS);
    }
  }

  async #bring(scores: readonly LiveScore[]): Promise<boolean> {
    const { places, report } = this.#ports;
    const place = places.current;
    try {
      const init = { method: "POST", body: JSON.stringify(scores), signal: AbortSignal.timeout(TAKE_MS) };
      const response = await places.ask(place, "/scores", init);
      if (response.status !== 200) throw new Error(`control answered ${response.status}`);
      const { refused, why } = (await response.json()) as { refused: number; why: string };
      if (refused > 0) report(`control refused ${refused} scores of evaluators: ${why}`);
      this.#lost += refused;
      return true;
    } catch {
      // It is away, or its store is: the next replica may take them, or the same one in a moment.
      places.passOver(place);
      return false;
    }
  }
}
