import type { StreamReader } from "./codec.ts";

/** The reader, to which a stream was given from its first byte to its last. */
export function fed<R extends StreamReader>(reader: R, stream: Uint8Array): R {
  reader.push(stream);
  reader.end();
  return reader;
}
