import { createReadStream } from "node:fs";

const LINE_FEED = 0x0a;

/**
 * Reads a file line by line. A line ends at a line feed and nowhere else: JSON takes U+2028 and U+2029
 * as they are, and `node:readline` would cut a request in two there.
 */
export async function* fileLines(path: string): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      yield textOf([...pieces, chunk.subarray(from, end)]);
      pieces = [];
      from = end + 1;
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from));
  }
  if (pieces.length > 0) yield textOf(pieces);
}

function textOf(pieces: readonly Buffer[]): string {
  const text = Buffer.concat(pieces).toString("utf8");
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
