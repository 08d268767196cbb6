import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { SnapshotDocument } from "../../gateway/snapshot.ts";
import type { ControlPlace, ControlPlaces } from "./control-places.ts";

/** How a gateway hears of snapshots. */
export interface SnapshotClientOptions {
  readonly places: ControlPlaces;
  /** Where the last good one is kept, to begin from when control is away. */
  readonly file: string;
  readonly take: (document: SnapshotDocument) => void;
  readonly report: (what: string, error?: unknown) => void;
  /** Milliseconds between tries. */
  readonly retryMs: number;
  /** Milliseconds without a sign of life after which a place is given up, where there is another. */
  readonly silenceMs: number;
}

/** Keeps a stream to control open and hands on every snapshot; begins with the last known good one. */
export class SnapshotClient {
  readonly #options: SnapshotClientOptions;
  #stopped = false;
  #abort = new AbortController();
  /** Places that have failed since a stream was last open. */
  #failures = 0;
  #heard = false;
  #refused = "";
  #inForce: SnapshotDocument | undefined;

  constructor(options: SnapshotClientOptions) {
    this.#options = options;
  }

  /** Begins from disk where there is something, then listens until stopped. */
  start(): void {
    const { file, report } = this.#options;
    if (existsSync(file)) {
      try {
        this.#put(JSON.parse(readFileSync(file, "utf8")) as SnapshotDocument);
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
    const { places, report, retryMs } = this.#options;
    while (!this.#stopped) {
      const place = places.current;
      try {
        await this.#stream(place);
      } catch (error) {
        if (this.#stopped) return;
        places.passOver(place);
        // At the start control may simply not be there yet.
        if (++this.#failures === places.all.length && this.#heard)
          report("control is away; serving from the last snapshot", error);
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }

  async #stream(place: ControlPlace): Promise<void> {
    const { places, report, silenceMs } = this.#options;
    this.#abort = new AbortController();
    const abort = this.#abort;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const alive = (): void => {
      clearTimeout(quiet);
      if (places.all.length > 1)
        quiet = setTimeout(() => abort.abort(new Error(`${place.name} gives no sign of life`)), silenceMs);
    };
    try {
      alive();
      const response = await places.ask(place, "/snapshots", { signal: abort.signal });
      if (!response.ok || response.body === null) throw this.#refusal(place, response.status);
      if (this.#heard && this.#failures >= places.all.length) report("control is back");
      else if (this.#heard && this.#failures > 0) report(`goes on with ${place.name}`);
      this.#failures = 0;
      this.#heard = true;
      this.#refused = "";
      const decoder = new TextDecoder();
      let rest = "";
      for await (const chunk of response.body) {
        alive();
        rest += decoder.decode(chunk, { stream: true });
        const lines = rest.split("\n");
        rest = lines.pop() ?? "";
        const latest = lines.findLast((line) => line !== "");
        if (latest !== undefined) this.#take(place, latest);
      }
    } finally {
      clearTimeout(quiet);
    }
    throw new Error("the stream ended");
  }

  /** A token that is refused does not mend itself: that is told from the start, once. */
  #refusal(place: ControlPlace, status: number): Error {
    const refused = `${place.name} refuses this gateway: \`control.token\` must be the same here and there`;
    if (status === 401 && this.#refused !== refused) this.#options.report(refused);
    if (status === 401) this.#refused = refused;
    return new Error(`control answered ${status}`);
  }

  #take(place: ControlPlace, text: string): void {
    const { file, report } = this.#options;
    try {
      const document = JSON.parse(text) as SnapshotDocument;
      if (this.#isOlder(document)) {
        // Going back would let in whoever was shut out since.
        report(`a snapshot of ${place.name} is older than the one in force, and is not taken`);
        return;
      }
      this.#put(document);
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

  /** By its revision; one that was made later is newer all the same, as after a backup was restored. */
  #isOlder({ revision, createdAt }: SnapshotDocument): boolean {
    const known = this.#inForce;
    return known !== undefined && revision < known.revision && createdAt <= known.createdAt;
  }

  #put(document: SnapshotDocument): void {
    this.#options.take(document);
    this.#inForce = document;
  }
}
