import { readdirSync } from "node:fs";
import { residentMegabytes } from "../gateway/child.ts";
import { onSoloStage } from "../gateway/stage.ts";
import type { PacedResult } from "../latency/paced-load-process.ts";
import { type MemorySample, type Slope, slopeOf } from "./slope.ts";

/** How long it goes on. */
export interface SoakOptions {
  readonly minutes: number;
  readonly requests: number;
  readonly say: (line: string) => void;
}

/** What a worker's memory did. */
export interface SoakResult {
  readonly requests: number;
  readonly minutes: number;
  /** Resident memory in MB: before the first request, and the highest and last that was seen. */
  readonly rss_at_start: number;
  readonly rss_highest: number;
  readonly rss_at_end: number;
  /** Of the second half, when caches have come to their bounds. */
  readonly slope: Slope;
  readonly descriptors_at_start: number;
  readonly descriptors_at_end: number;
  readonly samples: readonly MemorySample[];
}

/** Requests between two looks. */
const STEP = 2_500;

/** Sends requests, each a conversation of its own, to one worker at a steady pace, and watches its memory. */
export function benchSoak({ minutes, requests, say }: SoakOptions): Promise<SoakResult> {
  return onSoloStage("../latency/paced-load-process.ts", "", async ({ subject: { url, headers, pid }, load }) => {
    const rate = requests / (minutes * 60);
    const first = { rss: residentMegabytes(pid), descriptors: descriptorsOf(pid) };
    const samples: MemorySample[] = [];
    const began = Date.now();
    for (let sent = 0; sent < requests; sent += STEP) {
      load.write({ url, headers, rate, requests: Math.min(STEP, requests - sent), times: false });
      const { failure } = JSON.parse(await load.line()) as PacedResult;
      if (failure !== null) throw new Error(failure);
      samples.push({ requests: sent + STEP, rss: residentMegabytes(pid) });
      if (samples.length % 20 === 0) say(`${sent + STEP} requests, ${samples.at(-1)?.rss.toFixed(0)} MB`);
    }
    return {
      requests,
      minutes: (Date.now() - began) / 60_000,
      rss_at_start: first.rss,
      rss_highest: Math.max(...samples.map(({ rss }) => rss)),
      rss_at_end: samples.at(-1)?.rss ?? first.rss,
      slope: slopeOf(samples.slice(samples.length >> 1)),
      descriptors_at_start: first.descriptors,
      descriptors_at_end: descriptorsOf(pid),
      samples,
    };
  });
}

function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
