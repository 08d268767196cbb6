import { sha256Short } from "../../core/digest.ts";
import { isBellwetherError } from "../../core/error.ts";
import type { PathFacts, WireCodec } from "../codec.ts";
import type { RequestFacts, ResponseFacts } from "../facts.ts";
import { ElementCache, type ElementMemo } from "../json/element-memo.ts";
import { scanBody } from "../json/scan.ts";

/** A text's bytes. */
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** FNV-1a on 64 bits: the suite needs a hash, not a fast one. */
function fnv(bytes: Uint8Array, seed: bigint): bigint {
  let value = 0xcbf29ce484222325n ^ seed;
  for (const byte of bytes) value = ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return value;
}

/** A memo for tests: it remembers, and conceals by a digest. */
export function testMemo(): ElementMemo {
  return new ElementCache(fnv, 42n, 64_000_000).forTenant("test", (text) => `t:${text.length}:${sha256Short(text)}`);
}

/** Reads a request as the gateway does. */
export function readValue(
  codec: WireCodec,
  request: unknown,
  headers: Readonly<Record<string, string>> = {},
  memo: ElementMemo = testMemo(),
  path?: PathFacts,
): RequestFacts {
  return codec.readRequest(scanBody(encode(JSON.stringify(request))), new Headers(headers), memo, path);
}

/** Reads a stream in one piece, or cut at the given places. */
export function readStream(codec: WireCodec, bytes: Uint8Array, cuts: readonly number[] = []): ResponseFacts {
  const reader = codec.openStream();
  let from = 0;
  for (const cut of cuts) {
    reader.push(bytes.subarray(from, cut));
    from = cut;
  }
  reader.push(bytes.subarray(from));
  reader.end();
  return reader.facts();
}

/** Facts of a request, or nothing where it is refused. */
export function factsOrNone(read: () => RequestFacts): RequestFacts | undefined {
  try {
    return read();
  } catch (error) {
    if (isBellwetherError(error)) return undefined;
    throw error;
  }
}
