import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { SnapshotDocument } from "../../gateway/snapshot.ts";

/** How a gateway hears of snapshots. */
export interface SnapshotClientOptions {
  readonly socket: string;
  /** Where the last good one is kept, to begin from when control is away. */
  readonly file: string;
  readonly take: (document: SnapshotDocument) => void;
  readonly report: (what: string, error?: unknown) => void;
  readonly retryMs: number;
}

/** Keeps a stream to control open and hands on every snapshot; begins with the last known good one. */
export class SnapshotClient {
  readonly #options: SnapshotClientOptions;
  #stopped = false;
  #abort = new AbortController();
  #lost = false;
  #heard = false;

  constructor(options: SnapshotClientOptions) {
    this.#options = options;
  }

  /** Begins from disk where there is something, then listens until stopped. */
  start(): void {
    const { file, report } = this.#options;
    if (existsSync(file)) {
      try {
        this.#options.take(JSON.parse(readFileSync(file, "utf8")) as SnapshotDocument);
      } catch (error) {
        report("the last known good snapshot cannot be read and is left aside", error);
      }
    }
    this.#listen().catch((error: unknown) => report("the snapshot stream ended for good", error));
  }

  stop(): void {
    this.#stopped = true;
    this.#abort.abort();
  }

  async #listen(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#stream();
      } catch (error) {
        // At the start control may simply not be there yet.
        if (!this.#stopped && !this.#lost && this.#heard) {
          this.#lost = true;
          this.#options.report("control is away; serving from the last snapshot", error);
        }
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, this.#options.retryMs));
    }
  }

  async #stream(): Promise<void> {
    this.#abort = new AbortController();
    const response = await fetch("http://control/snapshots", {
      unix: this.#options.socket,
      signal: this.#abort.signal,
      timeout: false,
    } as RequestInit);
    if (!response.ok || response.body === null) throw new Error(`control answered ${response.status}`);
    if (this.#lost) this.#options.report("control is back");
    this.#lost = false;
    this.#heard = true;
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body) {
      rest += decoder.decode(chunk, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      const latest = lines.findLast((line) => line !== "");
      if (latest !== undefined) this.#take(latest);
    }
    throw new Error("the stream ended");
  }

  #take(text: string): void {
    const { file, take, report } = this.#options;
    try {
      take(JSON.parse(text) as SnapshotDocument);
    } catch (error) {
      report("a snapshot was refused; serving from the one before", error);
      return;
    }
    try {
      writeFileSync(`${file}.draft`, text, { mode: 0o600 });
      renameSync(`${file}.draft`, file);
    } catch (error) {
      // It is in force all the same; only a start without control would not know it.
      report("the snapshot could not be kept on disk", error);
    }
  }
}
