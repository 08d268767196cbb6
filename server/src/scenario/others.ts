import type { Line } from "./line.ts";
import type { Answered, Asking, Client, Product } from "./product.ts";

/** Who speaks in a run beside its one product: each on a line of its own. */
export interface Others {
  /** Another one of what the scenario plays: its product, started anew, or a plain client. */
  speaker(line: Line, asking: Asking): Product;
  /** A plain client, whatever the scenario plays. */
  client(line: Line, asking: Asking, hungUp?: AbortSignal): Client;
  /**
   * Runs a program that reads what it is given to its end, and writes what it makes of it; line ends at the end of
   * that do not count. It never rejects.
   *
   * @param line over which it may ask a model; without one it has no address and no key.
   */
  run(command: readonly string[], input: string, line: Line | undefined): Promise<Answered>;
}
