import type { PlayedSession } from "../../lab/replay/played-session.ts";
import { done, type Job } from "./job.ts";

type Given =
  | { readonly number: number; readonly sessions: readonly PlayedSession[] }
  | { readonly number: number; readonly failed: string };

/**
 * Does jobs in as many threads, and gives what came of them in their order.
 *
 * @param onDone called with the number of jobs that are done, and of the sessions that they played.
 */
export async function inThreads(
  jobs: readonly Job[],
  threads: number,
  onDone: (jobs: number, sessions: number) => void,
): Promise<readonly (readonly PlayedSession[])[]> {
  const results: (readonly PlayedSession[])[] = [];
  let [next, finished, sessions] = [0, 0, 0];
  const take = (number: number, played: readonly PlayedSession[]): void => {
    results[number] = played;
    sessions += played.length;
    onDone(++finished, sessions);
  };
  const work = async (run: (number: number, job: Job) => Promise<readonly PlayedSession[]>): Promise<void> => {
    for (let number = next++; number < jobs.length; number = next++) {
      const job = jobs[number];
      if (job !== undefined) take(number, await run(number, job));
    }
  };
  if (threads <= 1) {
    await work((_number, job) => done(job));
    return results;
  }
  const workers = Array.from({ length: threads }, () => new Worker(new URL("./worker.ts", import.meta.url).href));
  try {
    await Promise.all(workers.map((worker) => work((number, job) => ask(worker, number, job))));
  } finally {
    for (const worker of workers) worker.terminate();
  }
  return results;
}

function ask(worker: Worker, number: number, job: Job): Promise<readonly PlayedSession[]> {
  return new Promise((resolve, reject) => {
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<Given>) => {
        if ("failed" in data) reject(new Error(`a part of the replay failed: ${data.failed}`));
        else resolve(data.sessions);
      },
      { once: true },
    );
    worker.addEventListener("error", ({ message }) => reject(new Error(`a thread of the replay died: ${message}`)), {
      once: true,
    });
    // A thread is no window, and has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage({ number, job });
  });
}
