import type { Step } from "./script.ts";

/** Who is told of a body on its way. */
export interface BodyWatcher {
  sent(bytes: number): void;
  /** Called once: every step was taken, the script cut the body, or the client went away. */
  ended(how: "done" | "cut" | "aborted"): void;
}

/** Milliseconds between the last bytes and the destruction of the socket, so that they still leave. */
const FLUSH_MS = 2;

/**
 * A body that goes out step by step, as fast as the client takes it.
 *
 * A cut is an error of the stream without a reason: HTTP servers answer it by destroying the
 * socket, and have nothing to log.
 */
export function bodyStream(
  steps: readonly Step[],
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
  watcher: BodyWatcher,
): ReadableStream<Uint8Array> {
  let next = 0;
  let over = false;
  const end = (how: "done" | "cut" | "aborted"): void => {
    if (over) return;
    over = true;
    signal.removeEventListener("abort", aborted);
    watcher.ended(how);
  };
  const aborted = (): void => end("aborted");
  if (signal.aborted) aborted();
  else signal.addEventListener("abort", aborted);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          if (over) {
            controller.close();
            return;
          }
          const step = steps[next++];
          if (step === undefined) {
            end("done");
            controller.close();
            return;
          }
          if (step.kind === "send") {
            watcher.sent(step.bytes.length);
            controller.enqueue(step.bytes);
            return;
          }
          if (step.kind === "wait") {
            await sleep(step.ms);
            continue;
          }
          if (next > 1) await sleep(FLUSH_MS);
          end("cut");
          controller.error(undefined);
          return;
        }
      },
      cancel: aborted,
    },
    { highWaterMark: 0 },
  );
}
