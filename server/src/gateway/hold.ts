import type { After } from "../core/clock.ts";
import type { StreamReader } from "../wire/codec.ts";

/** How long the first events of a stream may be kept back. */
export interface HoldLimits {
  readonly events: number;
  readonly bytes: number;
  readonly ms: number;
}

/** 64 events, 256 KiB or 2 s, whichever comes first. */
export const HOLD_LIMITS: HoldLimits = { events: 64, bytes: 256 * 1024, ms: 2_000 };

/** The source of a stream's chunks. */
export type ChunkSource = ReadableStreamDefaultReader<Uint8Array>;

/** What was kept back, and why it was kept no longer. */
export interface Held {
  readonly chunks: readonly Uint8Array[];
  /** `model`: an event named it. `limit`: it did not come in time. `end`: the stream is over. */
  readonly why: "model" | "limit" | "end";
  /** A read that has begun and whose chunk belongs behind `chunks`. */
  readonly next: Promise<Chunk> | undefined;
}

/** What a read of a chunk source gives. */
export type Chunk = Awaited<ReturnType<ChunkSource["read"]>>;

/**
 * Keeps the beginning of a stream back until it is known who answers, so that a refusal can be a
 * clean error. Nothing is lost: every chunk, and a read under way, is handed on.
 */
export async function holdUntilModel(
  source: ChunkSource,
  reader: StreamReader,
  limits: HoldLimits,
  after: After,
): Promise<Held> {
  const late = Promise.withResolvers<"limit">();
  const stop = after(limits.ms, () => late.resolve("limit"));
  try {
    return await untilModel(source, reader, limits, late.promise);
  } finally {
    stop();
  }
}

async function untilModel(
  source: ChunkSource,
  reader: StreamReader,
  limits: HoldLimits,
  late: Promise<"limit">,
): Promise<Held> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (!reader.modelKnown) {
    if (reader.events >= limits.events || bytes >= limits.bytes) return { chunks, why: "limit", next: undefined };
    const next = source.read();
    const first = await Promise.race([next, late]);
    if (first === "limit") return { chunks, why: "limit", next };
    if (first.done) {
      reader.end();
      return { chunks, why: "end", next };
    }
    chunks.push(first.value);
    bytes += first.value.length;
    reader.push(first.value);
    if (reader.terminal) return { chunks, why: "end", next: undefined };
  }
  return { chunks, why: "model", next: undefined };
}
