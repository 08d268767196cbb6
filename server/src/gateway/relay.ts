import type { StreamReader } from "../wire/codec.ts";
import type { Chunk, ChunkSource, Held } from "./hold.ts";
import { EventEdge } from "./event-edge.ts";

/** What happens around the bytes of a streamed answer. */
export interface RelayHooks {
  /** Each chunk as it came, before it is delivered. */
  onChunk(chunk: Uint8Array): void;
  /**
   * The answer has come to its end: the record has to be written before the client sees it.
   *
   * @returns the event to end with where the end may not be delivered (the record could not be
   * made durable, or somebody else answered), else undefined.
   */
  beforeEnd(): Promise<string | undefined>;
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
  readonly hooks: RelayHooks;
}

/** What the client's connection is broken off with when the upstream's was. */
const CUT = new Error("the upstream's stream was cut");

/**
 * Passes a stream on, byte for byte, at the pace of its reader: the next chunk is asked of the
 * upstream when the client has taken the last.
 *
 * A stream that broke off upstream breaks off here too: a clean end would be taken for an answer.
 */
export function relay(options: RelayOptions): ReadableStream<Uint8Array> {
  const { source, reader, held, hooks } = options;
  const waiting = [...(held?.chunks ?? [])];
  let heldRead = held?.next;
  const edge = options.wholeEvents ? new EventEdge() : undefined;
  let ended = false;

  const nextChunk = async (): Promise<{ chunk: Chunk; seen: boolean }> => {
    const kept = waiting.shift();
    if (kept !== undefined) return { chunk: { done: false, value: kept }, seen: true };
    const under = heldRead;
    heldRead = undefined;
    return { chunk: await (under ?? source.read()), seen: false };
  };

  type Controller = ReadableStreamDefaultController<Uint8Array>;
  const deliver = (controller: Controller, bytes: Uint8Array): boolean => {
    if (bytes.length > 0) controller.enqueue(bytes);
    return bytes.length > 0;
  };

  const finish = async (controller: Controller, rest: Uint8Array): Promise<void> => {
    const errorEvent = await hooks.beforeEnd();
    if (errorEvent === undefined) {
      deliver(controller, rest);
      return;
    }
    ended = true;
    controller.enqueue(new TextEncoder().encode(errorEvent));
    controller.close();
    hooks.onOver();
    await source.cancel().catch(ignoreBrokenSource);
  };

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          for (;;) {
            const { chunk, seen } = await nextChunk();
            if (chunk.done) {
              reader?.end();
              const complete = reader === undefined || reader.facts().complete;
              if (!complete) throw CUT;
              await finish(controller, edge?.end() ?? new Uint8Array(0));
              if (!ended) controller.close();
              hooks.onOver();
              return;
            }
            hooks.onChunk(chunk.value);
            const wasTerminal = reader?.terminal === true && !seen;
            if (!seen) reader?.push(chunk.value);
            const bytes = edge === undefined ? chunk.value : edge.push(chunk.value);
            if (reader?.terminal === true && !wasTerminal && waiting.length === 0) {
              await finish(controller, bytes);
              if (ended || bytes.length > 0) return;
            } else if (deliver(controller, bytes)) return;
          }
        } catch (cause) {
          await hooks.onCut(cause);
          controller.error(cause);
          hooks.onOver();
          await source.cancel().catch(ignoreBrokenSource);
        }
      },
      async cancel() {
        hooks.onCancel();
        hooks.onOver();
        await source.cancel().catch(ignoreBrokenSource);
      },
    },
    { highWaterMark: 0 },
  );
}

function ignoreBrokenSource(): void {
  // Nobody listens any more; an upstream that has gone too has nothing left to say.
}
