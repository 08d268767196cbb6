/** Where the read side of the spool finds what the workers wrote. Implemented over local files. */
export interface SpoolSource {
  /** Every run that still has segments, each worker's in the order in which they began. */
  runs(): Promise<readonly RunInfo[]>;
  /** Numbers of the segments of a run, ascending. */
  segments(run: RunInfo): Promise<readonly number[]>;
  /** Bytes of a segment from an offset on, at most `limit`; empty at its end. */
  read(run: RunInfo, segment: number, offset: number, limit: number): Promise<Uint8Array>;
  /** Removes one segment, which nobody needs any more. */
  removeSegment(run: RunInfo, segment: number): Promise<void>;
  /** Removes a run and what is left of it. */
  removeRun(run: RunInfo): Promise<void>;
  /** What the shipper noted last, and how it notes the next: written whole and durable, or not at all. */
  loadCheckpoint(): Promise<string | undefined>;
  saveCheckpoint(text: string): Promise<void>;
}

/** One life of one worker. */
export interface RunInfo {
  readonly worker: string;
  /** UUIDv7: sorts by the time at which the run began. */
  readonly run: string;
  /** No process writes to it any more. */
  readonly over: boolean;
}
