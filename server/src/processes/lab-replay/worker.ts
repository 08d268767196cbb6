import { done, type Job } from "./job.ts";

declare const self: Worker;

// A thread's parent is no window, and has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const give = (given: object): void => self.postMessage(given);

self.addEventListener("message", ({ data }: MessageEvent<Job>) => {
  done(data).then(
    (outcome) => give({ outcome }),
    (error: unknown) => give({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
