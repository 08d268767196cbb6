/**
 * Reads a body to its end.
 *
 * @param heard called with each chunk: somebody is there.
 * @throws whatever broke the stream off.
 */
export async function readWhole(
  stream: ReadableStream<Uint8Array> | null,
  heard: () => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (stream === null) return new Uint8Array(0);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of stream) {
    heard();
    chunks.push(chunk as Uint8Array<ArrayBuffer>);
  }
  const [only, ...others] = chunks;
  return only !== undefined && others.length === 0 ? only : joined(chunks);
}

/** Chunks as one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Whether a body's bytes are not the text itself, by its `content-encoding`. */
export function isEncoded(encoding: string | null): boolean {
  return encoding !== null && encoding !== "" && encoding.toLowerCase() !== "identity";
}

/** Bytes of a decompressed answer that are read for facts. */
const MOST_DECODED = 64 * 1024 * 1024;

/** The bytes to read facts from, where a provider compressed them unasked. The client gets them as they came. */
export async function decoded(body: Uint8Array<ArrayBuffer>, encoding: string | null): Promise<Uint8Array> {
  if (encoding !== "gzip" && encoding !== "deflate") return body;
  try {
    const plain = new Blob([body]).stream().pipeThrough(new DecompressionStream(encoding));
    let length = 0;
    const chunks: Uint8Array[] = [];
    for await (const chunk of plain) {
      length += chunk.length;
      // A few bytes can stand for very many: an answer that says nothing in so many is not read.
      if (length > MOST_DECODED) return body;
      chunks.push(chunk);
    }
    return joined(chunks);
  } catch {
    // Facts that cannot be read are unavailable; the answer is not ours to judge for that.
    return body;
  }
}
