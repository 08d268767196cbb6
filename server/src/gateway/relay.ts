import type { After } from "../core/clock.ts";
import type { Turn } from "../core/turn.ts";
import type { StreamEdge, StreamReader } from "../wire/codec.ts";
import { EventEdge } from "./event-edge.ts";
import type { Chunk, ChunkSource, Held } from "./hold.ts";
import { joined } from "./whole-body.ts";

/** What happens around the bytes of a streamed answer. */
export interface RelayHooks {
  /** Each chunk as it came, before it is delivered. */
  onChunk(chunk: Uint8Array): void;
  /** Whether the answer may go on, asked behind each chunk that has been read; where not, `beforeEnd` is asked why. */
  mayGoOn(): boolean;
  /**
   * The answer has come to its end: the record has to be written before the client sees it.
   *
   * @returns the event to end with where the end may not be delivered (the record could not be
   * made durable, or somebody else answered), else undefined.
   */
  beforeEnd(): Promise<string | Uint8Array | undefined>;
  /** The stream broke off. Never rejects. */
  onCut(cause: unknown): Promise<void>;
  /** The client went away. */
  onCancel(): void;
  /** Nothing more will be handed to the client's connection; may be told more than once. */
  onOver(): void;
}

/** A streamed answer on its way. */
export interface RelayOptions {
  readonly source: ChunkSource;
  /** Absent for bytes of which no codec knows more: then a clean end is the end. */
  readonly reader: StreamReader | undefined;
  readonly held: Held | undefined;
  /** Deliver whole events only, because the stream may have to be ended by an error event. */
  readonly wholeEvents: boolean;
  /** Finds the ends of events; those of server-sent ones where nothing is given. */
  readonly openEdge?: (() => StreamEdge) | undefined;
  readonly after: After;
  /** Lets what came of many streams at once go on together. */
  readonly turn: Turn;
  readonly hooks: RelayHooks;
}

/**
 * How long, and over how many bytes, an upstream may leave a stream open behind the event that ends
 * its answer. Another message may come there, and belongs to the record; past this the answer is over.
 */
export const LINGER_LIMITS = { ms: 1_000, bytes: 256 * 1024 } as const;

/** What the client's connection is broken off with when the upstream's was. */
const CUT = new Error("the upstream's stream was cut");

type Controller = ReadableStreamDefaultController<Uint8Array>;

/**
 * Passes a stream on, byte for byte, at the pace of its reader: the next chunk is asked of the
 * upstream when the client has taken the last. The event that ends the answer is kept back until
 * the upstream has closed the stream behind it and the record is written.
 *
 * A stream that broke off upstream breaks off here too: a clean end would be taken for an answer.
 */
export function relay(options: RelayOptions): ReadableStream<Uint8Array> {
  const { source, reader, held, hooks } = options;
  const waiting = [...(held?.chunks ?? [])];
  let heldRead = held?.next;
  const edge = options.wholeEvents ? (options.openEdge?.() ?? new EventEdge()) : undefined;
  /** The end of the answer as far as it has come: not to be delivered before the record is written. */
  let tail: Uint8Array[] = [];
  let tailBytes = 0;
  let lingering: { readonly over: Promise<"over">; stop(): void } | undefined;

  const nextChunk = (): Promise<Chunk | "over"> => {
    const under = heldRead ?? source.read();
    heldRead = undefined;
    if (tail.length === 0) return under;
    if (tailBytes > LINGER_LIMITS.bytes) return Promise.resolve("over");
    lingering ??= linger(options.after);
    return Promise.race([under, lingering.over]);
  };

  /** What may be delivered now of the bytes that have come. */
  const release = (bytes: Uint8Array): Uint8Array => {
    // Only behind the last of the held chunks, which have all been read, does the reader stand where we do.
    if (reader?.terminal === true && waiting.length === 0) {
      tail.push(bytes);
      tailBytes += bytes.length;
      return EMPTY;
    }
    if (tail.length === 0) return bytes;
    const all = joined([...tail, bytes]);
    tail = [];
    tailBytes = 0;
    lingering?.stop();
    lingering = undefined;
    return all;
  };

  const leave = async (): Promise<void> => {
    lingering?.stop();
    hooks.onOver();
    await source.cancel().catch(ignoreBrokenSource);
  };

  const finish = async (controller: Controller): Promise<void> => {
    const errorEvent = await hooks.beforeEnd();
    const last = errorEvent === undefined ? joined([...tail, edge?.end() ?? EMPTY]) : bytesOf(errorEvent);
    if (last.length > 0) controller.enqueue(last);
    controller.close();
    await leave();
  };

  /** Handles bytes that have come: whether the client has got some, or the answer may not go on. */
  const take = (bytes: Uint8Array, isNew: boolean, controller: Controller): "given" | "kept" | "stopped" => {
    hooks.onChunk(bytes);
    if (isNew) reader?.push(bytes);
    if (!hooks.mayGoOn()) return "stopped";
    const ready = release(edge === undefined ? bytes : edge.push(bytes));
    if (ready.length === 0) return "kept";
    controller.enqueue(ready);
    return "given";
  };

  /** Handles chunks until the client has got something, or everything: one promise for most of them. */
  const step = async (controller: Controller): Promise<void> => {
    for (;;) {
      const kept = waiting.shift();
      const chunk = kept ?? (await nextChunk());
      if (kept === undefined) await options.turn();
      const bytes = chunk instanceof Uint8Array ? chunk : chunk === "over" ? undefined : chunk.value;
      if (bytes === undefined) {
        reader?.end();
        if (reader?.complete === false) throw CUT;
        return finish(controller);
      }
      const what = take(bytes, kept === undefined, controller);
      if (what === "stopped") return finish(controller);
      if (what === "given") return;
    }
  };

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          await step(controller);
        } catch (cause) {
          await hooks.onCut(cause);
          controller.error(cause);
          await leave();
        }
      },
      async cancel() {
        hooks.onCancel();
        await leave();
      },
    },
    { highWaterMark: 0 },
  );
}

function linger(after: After): { readonly over: Promise<"over">; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<"over">();
  return { over: promise, stop: after(LINGER_LIMITS.ms, () => resolve("over")) };
}

const encoder = new TextEncoder();
const EMPTY = new Uint8Array(0);

function bytesOf(event: string | Uint8Array): Uint8Array {
  return typeof event === "string" ? encoder.encode(event) : event;
}

function ignoreBrokenSource(): void {
  // Nobody listens any more; an upstream that has gone too has nothing left to say.
}
