import { done, type Job } from "./job.ts";

/** What a thread is given, and what it gives back. */
export interface Asked {
  readonly number: number;
  readonly job: Job;
}

declare const self: Worker;

// A thread's parent is no window, and has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const give = (given: object): void => self.postMessage(given);

self.addEventListener("message", ({ data }: MessageEvent<Asked>) => {
  done(data.job).then(
    (sessions) => give({ number: data.number, sessions }),
    (error: unknown) => give({ number: data.number, failed: String(error) }),
  );
});
