import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { type TrafficRequest, trafficLine } from "../../exchange/traffic/traffic.ts";

/** Where requests are written, and how many bytes of them. */
export interface TrafficFileOptions {
  readonly dir: string;
  /** Of the file: a run of a worker has one of its own. */
  readonly name: string;
  readonly limit: number;
  /** Called once, when nothing more is written: the file is full, or cannot be written. */
  readonly onEnd: (why: string, error?: unknown) => void;
}

/** Writes requests as they came to a file that only its owner may read. An exchange never waits for it or fails by it. */
export class TrafficFile {
  readonly #options: TrafficFileOptions;
  readonly #path: string;
  #fd: number | undefined;
  #bytes: number;

  /** @throws the file system's error when the file cannot be made. */
  constructor(options: TrafficFileOptions) {
    this.#options = options;
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    this.#path = join(options.dir, options.name);
    this.#fd = openSync(this.#path, "a", 0o600);
    this.#bytes = fstatSync(this.#fd).size;
  }

  /** Writes a request whole, or nothing more at all. */
  write(request: TrafficRequest): void {
    if (this.#fd === undefined) return;
    const bytes = new TextEncoder().encode(trafficLine(request));
    if (this.#bytes + bytes.length > this.#options.limit) {
      this.#end(`${this.#path} has reached its limit of ${this.#options.limit} bytes: requests are captured no more`);
      return;
    }
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
      this.#bytes += written;
    } catch (error) {
      this.#end(`${this.#path} cannot be written: requests are captured no more`, error);
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #end(why: string, error?: unknown): void {
    this.close();
    this.#options.onEnd(why, error);
  }
}
